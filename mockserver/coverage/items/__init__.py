"""What a contract offers to be covered, and what an exchange covers of it."""
