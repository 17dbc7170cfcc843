"""The register of seals: the keys with which a digibank signs what it issues, and how anyone checks that."""
