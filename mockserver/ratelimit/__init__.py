"""Rate limits: the `limits` library's arithmetic on the server's own clock."""
