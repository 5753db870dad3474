"""What a client's calls touched of its contracts, and how well it behaved."""
