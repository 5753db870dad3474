"""What others are told of changes: events made by contract, delivered after the reply, again where that fails."""
