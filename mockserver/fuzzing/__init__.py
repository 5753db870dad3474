"""Fuzzing what is served: Schemathesis against each document, with a server of its own."""
