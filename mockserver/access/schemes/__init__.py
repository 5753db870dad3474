"""Where each kind of security scheme carries its key, one kind a file."""

from mockserver.access.schemes.api_key import ApiKey
from mockserver.access.schemes.base import Extract, SchemeKind
from mockserver.access.schemes.basic import Basic
from mockserver.access.schemes.bearer import Bearer
from mockserver.access.schemes.digest import Digest
from mockserver.access.schemes.mutual_tls import MutualTls
from mockserver.access.schemes.word import Word
from mockserver.contract.model import SecurityScheme

# By the `type` of the scheme, and the `scheme` of http ones.
SCHEMES: dict[str, SchemeKind] = {
    "apiKey": ApiKey(),
    "http:bearer": Bearer(),
    "http:basic": Basic(),
    "oauth2": Bearer(),
    "http:digest": Digest(),
    "openIdConnect": Bearer(),
    "mutualTLS": MutualTls(),
}

OTHER = Word()


def kind_of(scheme: SecurityScheme) -> SchemeKind:
    """What is known of a scheme's kind."""
    return SCHEMES.get(scheme.kind, OTHER)


__all__ = ["SCHEMES", "Extract", "SchemeKind", "kind_of"]
