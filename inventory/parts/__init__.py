"""The register of parts: what lies in stock, which part came out of which device and sits in which, and loose disks."""
