"""What a document may name that is made elsewhere: behaviours, styles of paging, operators of filters.

Each of them carries its own facts; a contract is held against those of all. They are handed in, as the rooms that make
them lie above this one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

Named = tuple[tuple[str, str], ...]  # names, each with what is said of it
Offered = tuple[tuple[str, Named], ...]  # kinds of parts, each with those that there are


class NamedPart(Protocol):
    """Something that a document names."""

    @property
    def note(self) -> str:
        """What the vocabulary's page says of it beside its name; empty where the name says it all."""


class BehaviourFacts(NamedPart, Protocol):
    """What has to be known of a behaviour to say whether a document makes sense."""

    @property
    def keys(self) -> Collection[str]:
        """The keys of an operation's `x-mock` that mean something to it, of those that not every behaviour reads."""

    @property
    def parameter_keys(self) -> Collection[str]:
        """The keys of a parameter's `x-mock` that have an effect here, of those that not every behaviour reads."""

    @property
    def needs_resource(self) -> bool:
        """Whether it works on the rows of a resource."""

    @property
    def outcomes(self) -> Collection[str]:
        """What may come of it: what a response's `outcome` may name."""


class StyleFacts(NamedPart, Protocol):
    """What has to be known of a style of paging."""

    @property
    def parts(self) -> Mapping[str, str]:
        """The parts that parameters may play in it, each with what it is called."""


class OperatorFacts(NamedPart, Protocol):
    """What has to be known of an operator."""

    @property
    def in_conditions(self) -> bool:
        """Whether conditions know it, beside filters."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Every part that a document may name, by the names."""

    behaviours: Mapping[str, BehaviourFacts]
    styles: Mapping[str, StyleFacts]
    operators: Mapping[str, OperatorFacts]

    def offered(self) -> Offered:
        """What the vocabulary leaves to the parts: the names of each kind, with what is said of them."""
        parts = (part for style in self.styles.values() for part in style.parts)
        outcomes = (outcome for behaviour in self.behaviours.values() for outcome in behaviour.outcomes)
        return (
            ("behaviours", _noted(self.behaviours)),
            ("styles", _noted(self.styles)),
            ("operators", _noted(self.operators)),
            ("comparisons", _plain(name for name, each in self.operators.items() if each.in_conditions)),
            ("page parts", _plain(parts)),
            ("outcomes", _plain(outcomes)),
        )

    def meant_for(self, key: str) -> list[str]:
        """The behaviours that a key of an operation means something to; none where all of them read it."""
        return [name for name, behaviour in self.behaviours.items() if key in behaviour.keys]

    def special(self) -> list[str]:
        """The keys of operations that not every behaviour reads."""
        return list(dict.fromkeys(key for each in self.behaviours.values() for key in each.keys))


def _noted(parts: Mapping[str, NamedPart]) -> Named:
    return tuple((name, part.note) for name, part in parts.items())


def _plain(names: Iterable[str]) -> Named:
    return tuple((name, "") for name in dict.fromkeys(names))
