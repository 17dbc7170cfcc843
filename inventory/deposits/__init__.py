"""The register of money that is not ours: a ledger that only grows."""
