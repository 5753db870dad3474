"""Other schemes of HTTP: a word of their own, then the key (RFC 9110, 11.4)."""

from collections.abc import Mapping

from mockserver.access.schemes.base import Extract, SchemeKind, authorization
from mockserver.contract.model import SecurityScheme


class Word(SchemeKind):
    """`Authorization: <scheme> <key>`, for each `scheme` of type `http` that has no module of its own."""

    def extract(self, scheme: SecurityScheme) -> Extract:
        """What reads the key after the scheme's word."""
        word = _word(scheme)
        return lambda request: authorization(request, word)

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """The key after the scheme's word."""
        return {"Authorization": f"{_word(scheme)} {key}"}

    def challenge(self, scheme: SecurityScheme, realm: str) -> str:
        """The scheme's word."""
        return f"{_word(scheme)} realm={realm}"

    def secret(self, key: str) -> Mapping[str, str]:
        """A token."""
        return {"bearer": key}


def _word(scheme: SecurityScheme) -> str:
    return scheme.kind.partition(":")[2]
