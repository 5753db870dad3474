"""Deciding whether the caller may: scopes and roles of an operation."""

from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind, Required
from mockserver.exchange import Caller


class Permissions:
    """What an operation asks of its caller."""

    def __init__(self, operation: Operation) -> None:
        self._scopes = frozenset(operation.mock.scopes)
        self._role = operation.mock.role

    def check(self, caller: Caller) -> None:
        """Do nothing for a caller that may.

        Raises:
            ApiError: `not_permitted` without the role, `forbidden` without a scope; `required` names it.
        """
        if self._role is not None and self._role not in caller.roles:
            raise ApiError(ErrorKind.NOT_PERMITTED, required=self._required(self._scopes))
        if self._scopes and "*" not in caller.scopes and not self._scopes <= caller.scopes:
            raise ApiError(ErrorKind.FORBIDDEN, required=self._required(self._scopes - caller.scopes))

    def _required(self, missing: frozenset[str]) -> Required:
        return {"scope": min(missing, default=None), "role": self._role}
