"""Deciding who calls, by an operation's security requirements, compiled once."""

from collections.abc import Mapping

from mockserver.auth import SCHEMES
from mockserver.auth.credentials import ANONYMOUS
from mockserver.auth.schemes import Extract
from mockserver.contract.model import Contract, Operation
from mockserver.errors import ApiError
from mockserver.exchange import Caller, Request


class Authenticator:
    """Finds the caller of a request: one requirement of several, with all of its schemes (OpenAPI 3.0.3)."""

    def __init__(self, contract: Contract, operation: Operation, callers: Mapping[str, Caller]) -> None:
        self._callers = callers
        self._open = not operation.security or () in operation.security
        self._alternatives = [
            [_scheme(contract, name) for name in alternative]
            for alternative in operation.security
            if alternative
        ]

    def authenticate(self, request: Request) -> Caller:
        """The caller.

        Raises:
            ApiError: `unauthenticated`, when no alternative is met.
        """
        for alternative in self._alternatives:
            caller = self._meets(request, alternative)
            if caller is not None:
                return caller
        if self._open:
            return ANONYMOUS
        raise ApiError("unauthenticated")

    def _meets(self, request: Request, alternative: list[tuple[str, Extract]]) -> Caller | None:
        caller = None
        presented = [(member, extract(request)) for member, extract in alternative]
        for member, value in presented:
            if value is None:
                return None
            if member == "name":
                caller = self._callers.get(value) if caller is None or caller.name == value else None
                if caller is None:
                    return None
        if caller is None:
            return None
        for member, value in presented:
            if member != "name" and caller.facts.get(member) != value:
                return None
        return caller


def _scheme(contract: Contract, name: str) -> tuple[str, Extract]:
    """What a scheme carries, and how it is taken out; a scheme of unknown type carries nothing."""
    scheme = contract.schemes.get(name, {})
    kind = str(scheme.get("type"))
    make = SCHEMES.get(f"http:{str(scheme.get('scheme')).lower()}" if kind == "http" else kind)
    extract: Extract = make(scheme) if make else lambda request: None
    return scheme.get("x-mock", {}).get("credential", "name"), extract
