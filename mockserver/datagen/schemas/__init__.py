"""Values from any schema."""
