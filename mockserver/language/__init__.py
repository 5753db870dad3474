"""The language of x-mock: expressions, conditions, and how rows lead to one another."""
