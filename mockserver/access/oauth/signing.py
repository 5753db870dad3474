"""Keys that sign tokens: made when the first one is signed, and kept as long as the server."""

from functools import cached_property
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

ALGORITHM = "RS256"  # which every OpenID client reads (OpenID Connect Core 1.0, 15.1)
KEY_BITS = 2048


class Signer:
    """Signs JSON Web Tokens (RFC 7519) by one RSA key."""

    @cached_property
    def _key(self) -> RSAKey:
        return RSAKey.generate_key(KEY_BITS, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)

    def sign(self, claims: dict[str, Any], kind: str = "JWT") -> str:
        """A token of claims; its header has `kind` as `typ`."""
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid, "typ": kind}, claims, self._key)

    def jwks(self) -> dict[str, Any]:
        """The public key, as a JWK Set (RFC 7517, 5)."""
        return {"keys": [self._key.as_dict(private=False)]}
