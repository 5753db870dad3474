"""Deciding whether the caller may: scopes and roles of an operation."""

from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind, Required
from mockserver.exchange import Caller


class Permissions:
    """What an operation asks of its caller.

    Attributes:
        raises: The kinds of error that it may raise.
    """

    def __init__(self, operation: Operation) -> None:
        self._scopes = frozenset(operation.mock.scopes)
        self._role = operation.mock.role
        asked = {"not_permitted": self._role is not None, "forbidden": bool(self._scopes)}
        self.raises = tuple(kind for kind, is_asked in asked.items() if is_asked)

    def require(self, caller: Caller) -> None:
        """Refuse a caller that may not.

        Raises:
            ApiError: `not_permitted` without the role, `forbidden` without a scope; `required` names it.
        """
        if self._role is not None and self._role not in caller.roles:
            raise ApiError(ErrorKind.NOT_PERMITTED, required=self._required(self._scopes))
        if self._scopes and "*" not in caller.scopes and not self._scopes <= caller.scopes:
            raise ApiError(ErrorKind.FORBIDDEN, required=self._required(self._scopes - caller.scopes))

    def _required(self, missing: frozenset[str]) -> Required:
        return {"scope": min(missing, default=None), "role": self._role}
