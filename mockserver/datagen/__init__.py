"""Data: rows from a vendor's recipe, stored as JSON, and values from any schema."""
