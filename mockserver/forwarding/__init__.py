"""Calls that a real API answers: where they go, what is sent, and how the replies differ from the document."""
