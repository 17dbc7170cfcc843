"""The reuse sheet of each device, the register for an inspection, and what devices weigh."""
