"""The authorization server of a document (RFC 6749); imported when it is first asked, because authlib is an extra."""
