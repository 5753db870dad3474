"""Which rows a list shows, and in which order, out of the parameters of a call."""
