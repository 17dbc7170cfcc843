"""What a person may ask about the own data, what was answered, and who looked at whose file."""
