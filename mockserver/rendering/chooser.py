"""Which members of a row a call asks for: `extend=`, `include=`, `fields=`."""

from collections.abc import Iterator, Mapping

from mockserver.contract.mock import SelectRule
from mockserver.contract.model import Operation
from mockserver.exchange import Call

NONE: frozenset[str] = frozenset()


class Chooser:
    """Reads an operation's `x-mock.select` parameters.

    Attributes:
        extends: The members that it shows only where a call names them, beside those that their schemas mark.
        rows: The members that hold a key, each with the resource whose row it shows where a call names them.
    """

    def __init__(self, operation: Operation | None) -> None:
        """Take an operation; None for what nobody asks for."""
        parameters = operation.parameters if operation is not None else ()
        chosen = [(p.name, p.mock.select) for p in parameters if p.mock.select is not None]
        self._add = [(name, rule) for name, rule in chosen if rule.how == "add"]
        self._keep = [name for name, rule in chosen if rule.how == "keep"]
        self.extends = frozenset(each for _, rule in self._add for each in rule.extend)
        self.rows: Mapping[str, str] = {m: target for _, rule in self._add for m, target in rule.rows.items()}

    @property
    def keeps(self) -> bool:
        """Whether a call may limit rows to some of their members."""
        return bool(self._keep)

    def added(self, call: Call) -> frozenset[str]:
        """The extensions that the call names."""
        return frozenset(_extensions(call, self._add)) if self._add else NONE

    def kept(self, call: Call) -> frozenset[str] | None:
        """The members that the call limits the row to, whole where it names one inside; None for all of them."""
        if not self._keep:
            return None
        names = [name for parameter in self._keep for name in _names(call, parameter)]
        return frozenset(name.partition(".")[0] for name in names) if names else None


def _extensions(call: Call, parameters: list[tuple[str, SelectRule]]) -> Iterator[str]:
    """The names that a call says; of `data.owner`, said of a list or of what an owner has, each part."""
    for parameter, rule in parameters:
        for name in _names(call, parameter):
            yield from name.split(".") if rule.extend or rule.rows else (name,)


def _names(call: Call, parameter: str) -> Iterator[str]:
    value = call.query.get(parameter, "")
    found = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return (name for each in found if (name := each.strip()))
