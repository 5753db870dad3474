"""What was asked, what was answered, and what was wrong with it."""

from mockserver.journal.recorder import Journal

__all__ = ["Journal"]
