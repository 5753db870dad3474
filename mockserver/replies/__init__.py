"""Writing answers: successes, errors, and what a client prefers."""
