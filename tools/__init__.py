"""What the house is built, checked and measured with."""
