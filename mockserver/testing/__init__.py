"""Mock servers inside test-suites and scripts."""
