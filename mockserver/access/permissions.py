"""Deciding whether the caller may: scopes and roles of an operation."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from mockserver.access.credentials import say_nothing
from mockserver.access.schemes import kind_of
from mockserver.contract.authorization import ISSUING
from mockserver.contract.model import Contract, Operation
from mockserver.errors import ApiError, ErrorKind, Required
from mockserver.exchange import Caller, Headers, Request

EVERYTHING = "*"
ROLES_SINCE = (3, 1)  # the version of OpenAPI from which on schemes of every kind may name scopes, or roles


class Demand(NamedTuple):
    """What one way of saying who calls asks of the caller.

    Attributes:
        scopes: All of them are needed.
        schemes: The security schemes of that way.
    """

    scopes: frozenset[str]
    schemes: tuple[str, ...] = ()


def demands(contract: Contract, operation: Operation) -> list[Demand]:
    """The scopes that an operation needs: of its `x-mock`, else of each alternative of its security requirements."""
    if operation.mock.says("scopes"):
        return [Demand(frozenset(operation.mock.scopes))]
    every = contract.document.version >= ROLES_SINCE
    scoped = {name for name, scheme in contract.schemes.items() if every or scheme.kind in ISSUING}
    return [
        Demand(frozenset(s for name, scopes in each.items() if name in scoped for s in scopes), tuple(each))
        for each in operation.scopes
    ]


class Least(StrEnum):
    """What becomes of a credential without any scope and role, where an operation asks for none.

    The five test credentials have such a one, `test_limited`; fixtures that list credentials say by themselves.
    """

    REFUSED = "refused"  # the operation declares a 403
    ADMITTED = "admitted"  # nothing tells of one
    OPEN = ""  # nobody is asked who calls, or what is asked for decides


def least_of(contract: Contract, operation: Operation, callers: Mapping[str, Caller]) -> Least:
    """What becomes of a credential without any scope and role."""
    asked = operation.mock.role is not None or any(each.scopes for each in demands(contract, operation))
    if asked or not operation.security or not all(operation.security) or not say_nothing(callers):
        return Least.OPEN
    return Least.REFUSED if "403" in operation.responses else Least.ADMITTED


class Permissions:
    """What an operation asks of its caller.

    Attributes:
        raises: The kinds of error that it may raise.
        least: What becomes of a credential without any scope and role.
    """

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        callers: Mapping[str, Caller] | None = None,
        *,
        issues: bool = False,
    ) -> None:
        """Compile.

        Args:
            contract, operation: What is asked for.
            callers: The credentials that there are.
            issues: Whether tokens are issued for them.
        """
        self.least = least_of(contract, operation, callers or {})
        asked = demands(contract, operation)
        self._scopes = frozenset(scope for demand in asked for scope in demand.scopes)  # enough for every way
        self._refuses_least = self.least == Least.REFUSED
        self._demands = [(demand.scopes, _carriers(contract, demand)) for demand in asked]
        self._challenges = issues
        self._role = operation.mock.role
        may_refuse = bool(self._scopes) or self._refuses_least
        raised = {ErrorKind.NOT_PERMITTED: self._role is not None, ErrorKind.FORBIDDEN: may_refuse}
        self.raises = tuple(kind for kind, is_raised in raised.items() if is_raised)

    def require(self, caller: Caller, request: Request) -> None:
        """Refuse a caller that may not.

        Raises:
            ApiError: `not_permitted` without the role, `forbidden` without a scope; `required` names it.
        """
        if self._role is not None and self._role not in caller.roles:
            raise ApiError(ErrorKind.NOT_PERMITTED, required=self._required(self._asked(request)))
        if self._refuses_least and not caller.scopes and not caller.roles:
            raise ApiError(ErrorKind.FORBIDDEN, required=self._required([]))
        if EVERYTHING not in caller.scopes and not self._scopes <= caller.scopes:
            asked = self._asked(request)
            if asked and all(scopes - caller.scopes for scopes in asked):
                missing = self._required([s - caller.scopes for s in asked])
                raise ApiError(ErrorKind.FORBIDDEN, required=missing, headers=self._challenge(asked[0]))

    def _challenge(self, scopes: frozenset[str]) -> Headers:
        """What a token without these scopes lacks (RFC 6750, 3.1), where tokens are issued."""
        if not self._challenges:
            return ()
        told = f'Bearer error="insufficient_scope", scope="{" ".join(sorted(scopes))}"'
        return [(b"www-authenticate", told.encode("latin-1", "replace"))]

    def _asked(self, request: Request) -> list[frozenset[str]]:
        """The scopes that each way asks for by which a request says who calls."""
        return [scopes for scopes, carriers in self._demands if all(carries(request) for carries in carriers)]

    def _required(self, missing: list[frozenset[str]]) -> Required:
        return {"scope": min(missing[0], default=None) if missing else None, "role": self._role}


def _carriers(contract: Contract, demand: Demand) -> list[Callable[[Request], bool]]:
    """What tells whether a request carries the key of each scheme of a demand."""
    schemes = [contract.schemes[name] for name in demand.schemes if name in contract.schemes]
    return [kind_of(scheme).carries(scheme) for scheme in schemes if kind_of(scheme).asked]
