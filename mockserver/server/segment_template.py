"""One segment of a path that has templates beside literal text: `{name}.{ext}`, `{id}:cancel`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mockserver.contract.path_templates import TEMPLATE

MOST_SPLITS = 64  # ways to read one segment that are tried


@dataclass(frozen=True, slots=True)
class SegmentTemplate:
    """What such a segment reads as.

    Attributes:
        literals: The text before, between and behind the templates.
        pattern: The segments that fit, each value as short as it can be.
    """

    literals: tuple[bytes, ...]
    pattern: re.Pattern[bytes]

    @classmethod
    def of(cls, segment: str) -> "SegmentTemplate":
        """Compile a segment of a path template."""
        literals = tuple(text.encode() for text in TEMPLATE.sub("\0", segment).split("\0"))
        return cls(literals, re.compile(b"(.+?)".join(map(re.escape, literals)) + b"$"))

    @property
    def literal_length(self) -> int:
        """How many bytes are no template's: the more, the more concrete it is."""
        return sum(map(len, self.literals))

    @property
    def is_ambiguous(self) -> bool:
        """Whether a segment may fit in several ways: `a.b.json` is `a` and `b.json`, or `a.b` and `json`."""
        return len(self.literals) > 2

    def splits(self, segment: bytes) -> Iterator[tuple[bytes, ...]]:
        """The values of a segment in each way that it fits, short ones first."""
        first, *rest = self.literals
        if segment.startswith(first):
            yield from islice(_splits(rest, segment, len(first)), MOST_SPLITS)


def _splits(literals: list[bytes], segment: bytes, start: int) -> Iterator[tuple[bytes, ...]]:
    literal, *rest = literals
    if not rest:
        end = len(segment) - len(literal)
        if end > start and segment.endswith(literal):
            yield (segment[start:end],)
        return
    end = start + 1
    while (end := segment.find(literal, end)) >= 0:
        yield from ((segment[start:end], *more) for more in _splits(rest, segment, end + len(literal)))
        end += 1
