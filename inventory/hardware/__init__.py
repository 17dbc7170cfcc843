"""The register of what laptops told about themselves: reports kept and compared, and what a laptop is fit for."""
