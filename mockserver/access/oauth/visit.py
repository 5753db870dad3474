"""One request to an authorization server: where and when it came, and what it may see."""

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

import orjson

from mockserver.access.credentials import NAMESPACE, credential_named
from mockserver.access.issued import claimed_namespace
from mockserver.access.permissions import EVERYTHING
from mockserver.bounds import LARGEST_TOKEN_REQUEST
from mockserver.contract.authorization import Authorization
from mockserver.contract.model import is_json
from mockserver.exchange import Caller, Draw, Request
from mockserver.state.namespaces import NamespaceState

if TYPE_CHECKING:
    from mockserver.access.oauth.signing import Signer

MAIL = "@example.com"  # whose mail a test user reads
NAMES = ("client_id", "username", "user")  # the fields that name a credential
VALUES = ("code", "refresh_token", "device_code", "user_code", "token")  # those that have what was issued
ISSUED = re.compile(
    rf"[0-9a-f]{{40}}@({NAMESPACE.pattern})|[A-Z]{{4}}-[A-Z]{{4}}@({NAMESPACE.pattern})", re.ASCII
)
OFFERED = (
    "openid",
    "profile",
    "email",
    "offline_access",
)  # scopes of OpenID Connect, whatever a document declares


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to an authorization server.

    Attributes:
        request: As it came.
        fields: What its query and its form say; of a name that is there twice, both.
        state, namespace: Where it is carried out.
        issuer: The URL of the authorization server, as the client sees it.
        endpoints: The URLs of its endpoints, by their names in RFC 8414.
        callers: The credentials that there are.
        declared: What the document says of tokens.
        draw: Deterministic values.
        signer: What signs tokens.
        now: Unix time.
        by_operation: Whether an operation of the document was asked, which may have no place for a client's name.
    """

    request: Request
    fields: Mapping[str, list[str]]
    state: NamespaceState
    namespace: str
    issuer: str
    endpoints: Mapping[str, str]
    callers: Mapping[str, Caller]
    declared: Authorization
    draw: Draw
    signer: "Signer"
    now: float
    by_operation: bool = False

    def field(self, name: str) -> str | None:
        """The first value of a field."""
        return self.fields.get(name, [None])[0]

    def caller(self, value: str) -> Caller | None:
        """The credential of a name, `KEY@NAMESPACE` too where that is the namespace of the visit."""
        found = credential_named(self.callers, value)
        return found if found is not None and found.namespace in {"", self.namespace} else None

    def granted(self, caller: Caller, asked: str | None) -> tuple[str, ...]:
        """The scopes that a credential gets of those that it asks for; of all that are declared where it names none."""
        known = tuple(self.declared.scopes)
        wanted = tuple(dict.fromkeys(asked.split())) if asked else known
        if EVERYTHING in caller.scopes:
            return wanted
        return tuple(scope for scope in wanted if scope in caller.scopes or scope in OFFERED)

    def admits(self, asked: str | None) -> bool:
        """Whether all scopes are known that are asked for; any is where the document knows none."""
        known = self.declared.scopes
        return not known or all(scope in known or scope in OFFERED for scope in (asked or "").split())

    def secret(self, length: int = 40) -> str:
        """A value that nobody else has; it says which namespace it is of."""
        made = self.draw.hex(length)
        return f"{made}@{self.namespace}" if self.namespace else made


def fields_of(request: Request) -> dict[str, list[str]]:
    """What the query of a request and its form say; nothing of a form that is too large."""
    pairs = parse_qsl(request.query.decode("latin-1"), keep_blank_values=True)
    media = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if request.size > LARGEST_TOKEN_REQUEST:
        media = ""
    if media == "application/x-www-form-urlencoded":
        pairs += parse_qsl(request.payload().decode("utf-8", "replace"), keep_blank_values=True)
    elif is_json(media):
        pairs += _texts_of(request.payload())
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    if "email" in fields:
        fields.setdefault("username", [value.removesuffix(MAIL) for value in fields["email"]])
    return fields


def _texts_of(body: bytes) -> list[tuple[str, str]]:
    """The members of a JSON object that are texts: some APIs take those in the place of a form."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    members = data.items() if isinstance(data, dict) else ()
    return [(name, value) for name, value in members if isinstance(value, str)]


def namespace_asked(request: Request, fields: Mapping[str, list[str]], callers: Mapping[str, Caller]) -> str:
    """The namespace that a credential, a code or a token of a request is of; empty where none says so."""
    names = [value for name in NAMES for value in fields.get(name, ())]
    word, _, sent = (request.header("authorization") or "").partition(" ")
    if word.lower() == "basic":
        names += _user_of(sent)
    known = (found.namespace for value in names if (found := credential_named(callers, value)) is not None)
    values = [value for name in VALUES for value in fields.get(name, ())]
    issued = (_namespace_in(value) for value in (*values, *([sent] if word.lower() == "bearer" else [])))
    return next(filter(None, (*known, *issued)), "")


def _namespace_in(value: str) -> str:
    """The namespace that a code or a token says it is of."""
    if NAMESPACE.fullmatch(claimed := claimed_namespace(value)):
        return claimed
    found = ISSUED.fullmatch(value)
    return (found[1] or found[2]) if found else ""


def _user_of(sent: str) -> list[str]:
    try:
        return [unquote(b64decode(sent).decode().partition(":")[0])]
    except ValueError:
        return []
