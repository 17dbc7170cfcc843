"""The register of outings: lending days in another town, planned, packed, driven there, and counted back home."""
