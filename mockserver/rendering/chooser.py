"""Which members of a row a call asks for: `extend=`, `include=`, `fields=`."""

from mockserver.contract.model import Operation
from mockserver.exchange import Call

NONE: frozenset[str] = frozenset()


class Chooser:
    """Reads an operation's `x-mock.select` parameters."""

    def __init__(self, operation: Operation | None) -> None:
        """Take an operation; None for what nobody asks for."""
        parameters = operation.parameters if operation is not None else ()
        chosen = [(p.name, p.mock.select) for p in parameters if p.mock.select is not None]
        self._add = [name for name, how in chosen if how == "add"]
        self._keep = [name for name, how in chosen if how == "keep"]

    @property
    def keeps(self) -> bool:
        """Whether a call may limit rows to some of their members."""
        return bool(self._keep)

    def added(self, call: Call) -> frozenset[str]:
        """The extensions that the call names."""
        return frozenset(_names(call, self._add)) if self._add else NONE

    def kept(self, call: Call) -> frozenset[str] | None:
        """The members that the call limits the row to, whole where it names one inside; None for all of them."""
        names = _names(call, self._keep) if self._keep else ()
        return frozenset(name.partition(".")[0] for name in names) if names else None


def _names(call: Call, parameters: list[str]) -> list[str]:
    found: list[str] = []
    for parameter in parameters:
        value = call.query.get(parameter, "")
        found += value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return [name.strip() for name in found if name.strip()]
