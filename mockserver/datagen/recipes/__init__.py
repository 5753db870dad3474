"""Rows from a recipe, stored as JSON."""
