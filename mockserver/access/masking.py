"""Keys of exchanges, where these are shown or written: a mask stands in the place of what may be real.

The names of test credentials are no secrets. What is compared, replayed or judged is never masked.
"""

import re
from base64 import b64decode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from mockserver.access.credentials import ANONYMOUS, TEST_CREDENTIALS
from mockserver.contract.model import Contract
from mockserver.exchange import Exchange

MASK = "***"
SECRET = frozenset({"authorization", "proxy-authorization"})
COOKIES = frozenset({"cookie", "set-cookie"})
# What carries keys by its name alone, whether or not the document declares it (`access_token`: RFC 6750, 2.3).
SAID = frozenset({
    "access_token", "api-key", "api_key", "apikey", "auth_token", "client_secret", "id_token", "password",
    "refresh_token", "x-access-token", "x-api-key", "x-auth-token",
})  # fmt: skip
REFERRING = frozenset(
    {"referer", "location", "content-location", "origin"}
)  # an address, with a query perhaps
_SEPARATOR = re.compile("([&;?#])")


@dataclass(frozen=True, slots=True)
class Masking:
    """Shows the headers and the target of one exchange.

    Attributes:
        headers: The names of the fields that carry keys, in lower case.
        parameters: Those of the query parameters.
        names: The values that are no secrets.
    """

    headers: Collection[str]
    parameters: Collection[str]
    names: Collection[str]

    def header(self, name: str, value: str) -> str:
        """A field's value as it is shown."""
        field = name.lower()
        if field in REFERRING:
            return self._text(value)
        if field in COOKIES:
            return "; ".join(self._cookies(value, one=field == "set-cookie"))
        return value if (field not in self.headers and field not in SAID) or self._is_known(value) else MASK

    def cookie(self, value: str) -> str:
        """A cookie's value as it is shown."""
        return value if self._is_known(value) else MASK

    def query(self, query: bytes) -> str:
        """A query as it is shown."""
        return self._text(query.decode("latin-1"))

    def target(self, path: bytes, query: bytes) -> str:
        """Path and query as they are shown."""
        return self._text(path.decode("latin-1")) + ("?" + self.query(query) if query else "")

    def _text(self, text: str) -> str:
        """A query, or an address with one; some separate its pairs, and those of a path's segment, by semicolons."""
        return "".join(map(self._pair, _SEPARATOR.split(text))) if "=" in text else text

    def _pair(self, pair: str) -> str:
        name, sign, value = pair.partition("=")
        said = unquote_plus(name).lower()
        hidden = (said in self.parameters or said in SAID) and not self._is_known(unquote_plus(value))
        return f"{name}={MASK}" if sign and hidden else pair

    def _cookies(self, text: str, *, one: bool) -> Iterator[str]:
        """The cookies of a field; of `Set-Cookie`, the one and its attributes (RFC 6265, 4)."""
        for number, part in enumerate(text.split(";")):
            name, sign, value = part.strip().partition("=")
            is_cookie = sign and not (one and number)
            yield f"{name}={self.cookie(value)}" if is_cookie else part.strip()

    def _is_known(self, value: str) -> bool:
        key = value.strip().rpartition(" ")[2].strip('"')
        return key.partition("@")[0] in self.names or self._is_known_user(value)

    def _is_known_user(self, value: str) -> bool:
        word, _, key = value.strip().partition(" ")
        if word.lower() != "basic":
            return False
        try:
            name, _, password = b64decode(key, validate=True).decode().partition(":")
        except ValueError:
            return False
        return name in self.names and password in {"", name}


class Unmasked(Masking):
    """Shows everything as it was sent: `--show-secrets`."""

    __slots__ = ()

    def header(self, name: str, value: str) -> str:
        """A field's value."""
        return value

    def cookie(self, value: str) -> str:
        """A cookie's value."""
        return value

    def _text(self, text: str) -> str:
        return text


def masking(exchange: Exchange, contract: Contract | None, *, show: bool = False) -> Masking:
    """What shows an exchange.

    Args:
        exchange: Who made it is known by a name, which is no secret.
        contract: The document whose security schemes say where keys are; None where there is none.
        show: Whether all is shown as it was sent.
    """
    if show:
        return Unmasked((), (), ())
    schemes = contract.schemes.values() if contract else ()
    fields = SECRET.union(s.parameter.lower() for s in schemes if s.location == "header" and s.parameter)
    parameters = {s.parameter.lower() for s in schemes if s.location == "query" and s.parameter}
    caller = exchange.caller
    known = TEST_CREDENTIALS.keys() | ({caller} if caller and caller != ANONYMOUS.name else set())
    return Masking(fields, parameters, known)
