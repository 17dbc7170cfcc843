"""Who asks for a laptop, how the policy answers, and what a person decided."""
