"""What every block of `x-mock` has: which of its keys are said, and where each of them comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from mockserver.contract.document import escape

EXTENSION = "x-mock"


def may_infer(mock: Any) -> bool:
    """Whether an `x-mock`, of a document or of an operation, leaves open what it does not say."""
    return not (isinstance(mock, Mapping) and mock.get("infer") is False)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from.

    Attributes:
        pointer: Where it stands in the document, or would stand.
        reason: The evidence that it was inferred from, in a sentence; None for what is written there.
    """

    pointer: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of `x-mock`; its fields are the keys of the vocabulary, with the defaults that the vocabulary names.

    Attributes:
        name: What it is declared as, of blocks that are declared by name.
        pointer: Where it stands, `$ref`s followed.
        origins: By key, where the values come from that are said: written or inferred.
    """

    name: str = field(default="", repr=False)
    pointer: str = field(default="", repr=False, compare=False)
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False, compare=False)

    @property
    def origin_of_all(self) -> Origin:
        """Where the block as a whole comes from."""
        reasons = {origin.reason for origin in self.origins.values()}
        return Origin(self.pointer, reasons.pop() if len(reasons) == 1 else None)

    def says(self, key: str) -> bool:
        """Whether a key is written or inferred, not left to its default."""
        return key in self.origins

    def origin(self, key: str) -> Origin:
        """Where the value of a key comes from; of one that is not said, where it would stand."""
        return self.origins.get(key) or Origin(f"{self.pointer}/{escape(key)}")

    def over(self, common: Self) -> Self:
        """Put the block over a common one, of which stays what is unsaid here, or written there and inferred here."""
        written = {key for key, origin in common.origins.items() if origin.reason is None}
        own = {key: origin for key, origin in self.origins.items() if not (origin.reason and key in written)}
        return replace(common, origins={**common.origins, **own}, **{key: getattr(self, key) for key in own})

    @classmethod
    def spelled_out(cls, raw: Any) -> Mapping[str, Any] | None:
        """What a short form stands for; None for no block at all.

        Where the vocabulary has them, `true` is a block that leaves everything to its defaults, `false` is none.
        """
        if isinstance(raw, bool):
            return {} if raw else None
        return raw  # type: ignore[no-any-return]


def named(what: str) -> Mapping[str, str]:
    """The metadata of a field whose value in the document is a name, or names, of blocks declared elsewhere."""
    return {"named": what}
