"""Names with passwords (RFC 7617)."""

from base64 import b64decode, b64encode
from collections.abc import Mapping

from mockserver.access.schemes.base import Extract, SchemeKind, authorization
from mockserver.contract.model import SecurityScheme
from mockserver.exchange import Request


class Basic(SchemeKind):
    """The user name of `Authorization: Basic ...`; any password will do."""

    def extract(self, scheme: SecurityScheme) -> Extract:
        """What decodes the name."""

        def user(request: Request) -> str | None:
            encoded = authorization(request, "basic")
            try:
                return b64decode(encoded or "", validate=True).decode().partition(":")[0] or None
            except ValueError:
                return None

        return user

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """The name with an empty password, encoded."""
        return {"Authorization": f"Basic {b64encode(f'{key}:'.encode()).decode()}"}

    def field(self, scheme: SecurityScheme) -> str | None:
        """None: a name is not sent as it is."""
        return None

    def challenge(self, scheme: SecurityScheme, realm: str) -> str:
        """A name and a password, in UTF-8 (RFC 7617, 2.1)."""
        return f'Basic realm={realm}, charset="UTF-8"'

    def secret(self, key: str) -> Mapping[str, str]:
        """A name and a password."""
        return {"username": key, "password": key}
