"""The register of agreements: what a giver and we signed about gifts, and about the data on them."""
