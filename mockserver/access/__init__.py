"""Who calls, and whether they may: credentials, security schemes, permissions, limits."""
