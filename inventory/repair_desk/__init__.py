"""The repair desk for laptops that citizens bring: visitors, never stock, never lendable, never on the journey."""
