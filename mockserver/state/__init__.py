"""What a namespace holds: rows, kept replies, counters, the journal."""
