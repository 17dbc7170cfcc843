"""The register of bank accounts, and of what comes by on them. It knows nothing of loans or deposits."""
