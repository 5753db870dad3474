"""Swagger 2.0 documents, as OpenAPI 3.0 says the same."""

from mockserver.contract.swagger2.converting import convert

__all__ = ["convert"]
