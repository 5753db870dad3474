"""A contract-testing mock server generated from OpenAPI documents."""

__version__ = "0.1.0"
