"""What is understood, in words."""
