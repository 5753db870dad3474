"""Client certificates (OpenAPI 3.1, `mutualTLS`)."""

from collections.abc import Mapping

from mockserver.access.schemes.base import Extract, SchemeKind
from mockserver.contract.model import SecurityScheme


class MutualTls(SchemeKind):
    """What the connection carries, not the request: nobody is asked for it, and a warning at start says so."""

    asked = False

    def extract(self, scheme: SecurityScheme) -> Extract:
        """What finds nothing."""
        return lambda request: None

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """None."""
        return {}

    def challenge(self, scheme: SecurityScheme, realm: str) -> str:
        """A word for what no header can answer."""
        return f"MutualTLS realm={realm}"

    def secret(self, key: str) -> Mapping[str, str]:
        """None."""
        return {}
