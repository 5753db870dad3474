"""Bearer tokens (RFC 6750), however they are come by."""

from collections.abc import Mapping

from mockserver.access.schemes.base import Extract, SchemeKind, authorization
from mockserver.contract.model import SecurityScheme


class Bearer(SchemeKind):
    """`Authorization: Bearer <key>` (RFC 6750, 2.1)."""

    def extract(self, scheme: SecurityScheme) -> Extract:
        """What reads the token."""
        return lambda request: authorization(request, "bearer")

    def is_issued(self, scheme: SecurityScheme) -> bool:
        """True."""
        return True

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """The token in its header."""
        return {"Authorization": f"Bearer {key}"}

    def challenge(self, scheme: SecurityScheme, realm: str) -> str:
        """A token (RFC 6750, 3)."""
        return f"Bearer realm={realm}"

    def secret(self, key: str) -> Mapping[str, str]:
        """A token."""
        return {"bearer": key}
