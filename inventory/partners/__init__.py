"""The register of partners: donors, suppliers, referrers and their contacts."""
