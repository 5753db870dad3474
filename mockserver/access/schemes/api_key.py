"""Keys in a header, the query or a cookie."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from mockserver.access.schemes.base import Extract, SchemeKind
from mockserver.contract.model import SecurityScheme
from mockserver.exchange import Request

ANY = " "  # in the place of a word: whatever comes
BARE = re.compile(r"\b(?:bare|raw) (?:api )?(?:key|token)\b|\bwithout (?:a |any |the )?[\w`'\"-]+(?: word| prefix)\b"
                  r"|\bno (?:\w+ )?prefix\b", re.IGNORECASE)  # fmt: skip
_KEY = (  # what stands for a key in prose: `<key>`, `{token}`, `$KEY`, `YOUR_KEY`, `abc123...`
    r"(?:<[^>]+>|\{[^}]+\}|\[[^\]]+\]|\$\w+|[A-Z][A-Z_]{2,}|[xX*]{3,}|\.{3}|…"
    r"|(?:your|my|the|api)[-_ ]?\w+|(?:api[-_ ]?|access[-_ ]?)?(?:key|token)\b|(?=\w*\d)\w{6,})"
)
NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:authorization)[`'\"]*\s*[:=]\s*[`'\"]*([A-Za-z][\w-]*)[`'\"]*\s+{_KEY}",
        rf"[`'\"]([A-Za-z][\w-]*)\s+{_KEY}",
        r"[`'\"]([A-Za-z][\w-]*)['`\"]?\s*\[space\]",
        r"(?i:prefix)(?:ed)?\b[^.]{0,40}?[`'\"]([A-Za-z][\w-]*)",
        r"[`'\"]([A-Za-z][\w-]*)['`\"] (?:prefix|followed by|before)",
        r"\b(Bearer|Token|ApiKey|JWT) (?:scheme|authentication scheme|prefix)\b",
    )
)
NO_WORDS = frozenset({"your", "my", "the", "an", "a", "api", "access", "header", "value"})


class ApiKey(SchemeKind):
    """`apiKey`; in `Authorization`, whose values begin with a word elsewhere, one may stand before the key."""

    def extract(self, scheme: SecurityScheme) -> Extract:
        """What takes the key out of its header, parameter or cookie."""
        name = scheme.parameter
        if scheme.location == "query":
            return lambda request: parse_qs(request.query.decode("latin-1")).get(name, [None])[-1]
        if scheme.location != "header":
            return lambda request: _cookie(request, name)
        field, word = name.lower().encode("latin-1"), scheme.mock.prefix
        if word is None and field == b"authorization":
            word = word_in(scheme.description)
        if word == ANY:
            return _after_any_word
        said = (
            re.compile(rf"{re.escape(word)} +", 0 if scheme.mock.prefix else re.IGNORECASE) if word else None
        )

        def header(request: Request) -> str | None:
            value = request.headers.get(field)
            if value is None:
                return None
            text = value.decode("latin-1")
            before = said.match(text) if said is not None else None
            return text[before.end() :] if before else text

        return header

    def carries(self, scheme: SecurityScheme) -> Callable[[Request], bool]:
        """What tells whether the header is there, without reading it."""
        if scheme.location != "header":
            return super().carries(scheme)
        field = scheme.parameter.lower().encode("latin-1")
        return lambda request: field in request.headers

    def is_issued(self, scheme: SecurityScheme) -> bool:
        """Whether it goes where tokens go."""
        return scheme.location == "header" and scheme.parameter.lower() == "authorization"

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """The key's own header."""
        return {scheme.parameter: key} if scheme.location == "header" else {}

    def challenge(self, scheme: SecurityScheme, realm: str) -> str:
        """No scheme of HTTP's own: a word that says what is wanted, and where it goes."""
        return f'ApiKey realm={realm}, in={scheme.location}, name="{scheme.parameter}"'

    def secret(self, key: str) -> Mapping[str, str]:
        """A key as it is."""
        return {"api_key": key}


def word_in(description: str) -> str:
    """The word before the key that a scheme's description names; empty where it says that there is none, else `ANY`."""
    if BARE.search(description):
        return ""
    for pattern in NAMED:
        for found in pattern.finditer(description):
            if found[1].lower() not in NO_WORDS:
                return found[1]
    return ANY


def _after_any_word(request: Request) -> str | None:
    value = request.headers.get(b"authorization")
    return None if value is None else value.decode("latin-1").rpartition(" ")[2]


def _cookie(request: Request, name: str) -> str | None:
    for pair in (request.header("cookie") or "").split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value
    return None
