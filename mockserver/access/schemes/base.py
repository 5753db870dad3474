"""What every kind of security scheme knows (OpenAPI 3.0.3, Security Scheme Object)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from mockserver.contract.model import SecurityScheme
from mockserver.exchange import Request

Extract = Callable[[Request], str | None]


class SchemeKind(ABC):
    """Where one kind of scheme carries a key: how it is taken out of a request, and how a client sends it.

    Attributes:
        asked: Whether a request can be asked for the key; what only the connection carries cannot be.
    """

    asked = True

    @abstractmethod
    def extract(self, scheme: SecurityScheme) -> Extract:
        """What takes the key out of a request; it gives None for a request without one."""

    def carries(self, scheme: SecurityScheme) -> Callable[[Request], bool]:
        """What tells whether a request carries a key, of whatever value."""
        extract = self.extract(scheme)
        return lambda request: extract(request) is not None

    def is_issued(self, scheme: SecurityScheme) -> bool:
        """Whether its key may be a token that an authorization server has issued."""
        return False

    @abstractmethod
    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """The headers that a client sends with a key; none where it is carried elsewhere."""

    def field(self, scheme: SecurityScheme) -> str | None:
        """The header whose value a client can choose by itself; None where there is none, or more goes into it."""
        return next(iter(self.headers(scheme, "")), None)

    @abstractmethod
    def challenge(self, scheme: SecurityScheme, realm: str) -> str:
        """What `WWW-Authenticate` says to a client without the key (RFC 9110, 11.6.1); `realm` is a quoted string."""

    @abstractmethod
    def secret(self, key: str) -> Mapping[str, str]:
        """A key in Schemathesis' words."""


def authorization(request: Request, word: str) -> str | None:
    """What follows a scheme's word in the `Authorization` header (RFC 9110, 11.4); None without that word."""
    value = request.headers.get(b"authorization")
    if value is None:
        return None
    said, _, key = value.decode("latin-1").partition(" ")
    return key.strip() if said.lower() == word else None
