"""From an OpenAPI document to a contract: everything that is known before the first request."""
