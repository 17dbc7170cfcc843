"""The register of borrowers. Technicians never look in here."""
