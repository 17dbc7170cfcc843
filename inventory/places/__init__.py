"""The register of places: shelves, benches, desks, vans and boxes."""
