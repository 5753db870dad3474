"""Holding requests and replies against their schemas, compiled once per operation."""
