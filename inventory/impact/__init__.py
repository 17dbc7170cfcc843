"""What came of the laptops: where they are and wait, what was reused, lost and saved, in pieces, kilograms and days."""
