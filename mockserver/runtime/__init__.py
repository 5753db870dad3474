"""Mock servers that run: on a real port, in a thread."""
