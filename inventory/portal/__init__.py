"""The doors for those who do not work here: donors, borrowers, finders, anyone with a certificate."""
