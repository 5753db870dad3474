"""Names with passwords that are not sent (RFC 7616)."""

from collections.abc import Mapping
from hashlib import blake2b
from urllib.request import parse_http_list, parse_keqv_list

from mockserver.access.schemes.base import Extract, SchemeKind, authorization
from mockserver.contract.model import SecurityScheme
from mockserver.exchange import Request


class Digest(SchemeKind):
    """The user name of `Authorization: Digest ...`; any password will do, so the response is not checked."""

    def extract(self, scheme: SecurityScheme) -> Extract:
        """What reads the name."""

        def user(request: Request) -> str | None:
            said = authorization(request, "digest")
            pairs = [pair for pair in parse_http_list(said or "") if "=" in pair]
            return parse_keqv_list(pairs).get("username") or None

        return user

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """The name, as a client answers a challenge."""
        return {"Authorization": f'Digest username="{key}", realm="", nonce="", uri="/", response=""'}

    def field(self, scheme: SecurityScheme) -> str | None:
        """None: a name is not sent as it is."""
        return None

    def challenge(self, scheme: SecurityScheme, realm: str) -> str:
        """A nonce that is the same each time: what this server sends is a function of the request."""
        nonce = blake2b(realm.encode(), digest_size=16).hexdigest()
        return f'Digest realm={realm}, nonce="{nonce}", qop="auth", algorithm=SHA-256'

    def secret(self, key: str) -> Mapping[str, str]:
        """A name and a password."""
        return {"username": key, "password": key}
