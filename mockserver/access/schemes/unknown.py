"""Schemes of which nothing is known: no request meets them."""

from collections.abc import Mapping

from mockserver.access.schemes.base import Extract, SchemeKind
from mockserver.contract.model import SecurityScheme


class Unknown(SchemeKind):
    """A kind that the server has no part for."""

    def extract(self, scheme: SecurityScheme) -> Extract:
        """What finds nothing."""
        return lambda request: None

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """None."""
        return {}

    def secret(self, key: str) -> Mapping[str, str]:
        """A token, for want of a better word."""
        return {"bearer": key}
