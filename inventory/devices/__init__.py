"""The register of devices and of the storage media inside them."""
