"""Deciding who calls, by an operation's security requirements, compiled once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mockserver.access.credentials import ANONYMOUS
from mockserver.access.schemes import Extract, kind_of
from mockserver.contract.model import Contract, Operation
from mockserver.errors import ErrorKind
from mockserver.exchange import Caller, Headers, Request

NAMESPACE = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)


class Authenticator:
    """Finds the caller of a request: one requirement of several, with all of its schemes (OpenAPI 3.0.3).

    Attributes:
        raises: The kinds of error that it may raise.
        challenges: What a refused client is told of how to say who it is.
    """

    def __init__(self, contract: Contract, operation: Operation, callers: Mapping[str, Caller]) -> None:
        self._callers = callers
        alternatives = [
            [name for name in alternative if _asked(contract, name)] for alternative in operation.security
        ]
        self._open = not all(alternatives) if alternatives else True
        self.raises = () if self._open else (ErrorKind.UNAUTHENTICATED,)
        self._alternatives = [
            [_scheme(contract, name) for name in alternative] for alternative in alternatives if alternative
        ]
        self.challenges = challenges(contract, alternatives)
        self._key = _lone_key(self._alternatives)

    def authenticate(self, request: Request) -> Caller | None:
        """The caller; None when no alternative is met."""
        if self._key is not None:
            known = self._callers.get(self._key(request) or "")
            if known is not None:
                return known
        for alternative in self._alternatives:
            caller = self._meets(request, alternative)
            if caller is not None:
                return caller
        return ANONYMOUS if self._open else None

    def _meets(self, request: Request, alternative: list[tuple[str, Extract]]) -> Caller | None:
        caller, presented_name = None, ""
        presented = [(member, extract(request)) for member, extract in alternative]
        for member, value in presented:
            if value is None:
                return None
            if member == "name":
                if caller is not None and value != presented_name:
                    return None
                caller, presented_name = self._named(value), value
                if caller is None:
                    return None
        if caller is None:
            return None
        for member, value in presented:
            if member != "name" and caller.facts.get(member) != value:
                return None
        return caller

    def _named(self, value: str) -> Caller | None:
        """The credential of a key; `KEY@NAMESPACE` is that credential in a namespace of its own."""
        known = self._callers.get(value)
        if known is not None or "@" not in value:
            return known
        name, _, namespace = value.rpartition("@")
        found = self._callers.get(name)
        return replace(found, namespace=namespace) if found and NAMESPACE.fullmatch(namespace) else None


def _lone_key(alternatives: list[list[tuple[str, Extract]]]) -> Extract | None:
    """What takes the caller's name out where that alone is asked for, as nearly always; else None."""
    match alternatives:
        case [[("name", extract)]]:
            return extract
        case _:
            return None


def _asked(contract: Contract, name: str) -> bool:
    scheme = contract.schemes.get(name)
    return scheme is None or kind_of(scheme).asked


def challenges(contract: Contract, alternatives: Iterable[Iterable[str]]) -> Headers:
    """A `WWW-Authenticate` field for each scheme by which a client may say who it is (RFC 9110, 11.6.1)."""
    quoted = "".join(char if " " <= char <= "~" else "?" for char in contract.title)
    realm = '"' + quoted.replace("\\", "").replace('"', "'") + '"'
    names = dict.fromkeys(name for alternative in alternatives for name in alternative)
    said = [
        kind_of(scheme).challenge(scheme, realm) for name in names if (scheme := contract.schemes.get(name))
    ]
    return [
        (b"www-authenticate", challenge.encode("latin-1", "replace")) for challenge in dict.fromkeys(said)
    ]


def _scheme(contract: Contract, name: str) -> tuple[str, Extract]:
    """What a scheme carries, and how it is taken out; one that is not declared carries nothing."""
    scheme = contract.schemes.get(name)
    if scheme is None:
        return "name", lambda request: None
    return scheme.mock.credential, kind_of(scheme).extract(scheme)
