"""Deciding who calls, by an operation's security requirements, compiled once."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from mockserver.access.credentials import ANONYMOUS, credential_named
from mockserver.access.issued import valid_token
from mockserver.access.permissions import EVERYTHING
from mockserver.access.schemes import Extract, kind_of
from mockserver.contract.model import Contract, Operation
from mockserver.errors import ErrorKind
from mockserver.exchange import Caller, Headers, Request
from mockserver.state.namespaces import NamespaceState

FindCaller = Callable[[str], Caller | None]


class Carried(NamedTuple):
    """What one scheme of an alternative carries.

    Attributes:
        member: The member of a credential that it is.
        extract: What takes it out of a request.
        is_token: Whether it may be a token that somebody has issued.
    """

    member: str
    extract: Extract
    is_token: bool


class Authenticator:
    """Finds the caller of a request: one requirement of several, with all of its schemes (OpenAPI 3.0.3).

    Attributes:
        raises: The kinds of error that it may raise.
        challenges: What a refused client is told of how to say who it is.
        issues: Whether a token may be met that somebody has issued.
    """

    def __init__(
        self, contract: Contract, operation: Operation, callers: Mapping[str, Caller], *, issues: bool = False
    ) -> None:
        """Compile.

        Args:
            contract, operation: What is asked for.
            callers: The credentials that there are.
            issues: Whether tokens are issued for them.
        """
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
        self.issues = issues and any(each.is_token for carried in self._alternatives for each in carried)
        self._key = _lone_key(self._alternatives)

    def authenticate(self, request: Request, issued: FindCaller | None = None) -> Caller | None:
        """The caller; None when no alternative is met.

        Args:
            request: Which may carry keys.
            issued: Finds the credential that an issued token stands for; None where none are.
        """
        if self._key is not None:
            known = self._callers.get(self._key(request) or "")
            if known is not None:
                return known
        for alternative in self._alternatives:
            caller = self._meets(request, alternative, issued)
            if caller is not None:
                return caller
        return ANONYMOUS if self._open else None

    def challenged(self, request: Request, state: NamespaceState) -> Headers:
        """What a refused client is told: the challenges, and what is wrong with its token (RFC 6750, 3)."""
        if not self.issues:
            return self.challenges
        tokens = [
            token
            for carried in self._alternatives
            for each in carried
            if each.is_token and (token := each.extract(request)) is not None
        ]
        why = next((valid_token(state, token)[1] for token in tokens), None)
        if why is None:
            return self.challenges
        error = f', error="invalid_token", error_description="{why}"'.encode()
        return [
            (name, value + error if value.startswith(b"Bearer ") else value)
            for name, value in self.challenges
        ]

    def _meets(
        self, request: Request, alternative: list[Carried], issued: FindCaller | None
    ) -> Caller | None:
        caller: Caller | None = None
        presented = [(carried, carried.extract(request)) for carried in alternative]
        for carried, value in presented:
            if value is None:
                return None
            if carried.member == "name":
                found = credential_named(self._callers, value)
                if found is None and issued is not None and carried.is_token:
                    found = issued(value)
                caller = _same(caller, found)
                if caller is None:
                    return None
        if caller is None:
            return None
        for carried, value in presented:
            if carried.member != "name" and caller.facts.get(carried.member) != value:
                return None
        return caller


def _same(first: Caller | None, second: Caller | None) -> Caller | None:
    """The credential that two keys stand for, as its token has it where one of them is; None for two credentials."""
    if first is None or second is None:
        return second
    if (first.name, first.namespace) != (second.name, second.namespace):
        return None
    return second if EVERYTHING in first.scopes else first


def _lone_key(alternatives: list[list[Carried]]) -> Extract | None:
    """What takes the caller's name out where that alone is asked for, as nearly always; else None."""
    match alternatives:
        case [[("name", extract, _)]]:
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


def _scheme(contract: Contract, name: str) -> Carried:
    """What a scheme carries, and how it is taken out; one that is not declared carries nothing."""
    scheme = contract.schemes.get(name)
    if scheme is None:
        return Carried("name", lambda request: None, is_token=False)
    return Carried(scheme.mock.credential, kind_of(scheme).extract(scheme), kind_of(scheme).is_issued(scheme))
