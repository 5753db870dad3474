"""How many rows a resource begins with: enough for three pages, the last of them short."""

from collections.abc import Iterable

from mockserver.contract.inference.paging import Paging
from mockserver.contract.inference.structure import Structure

DEFAULT_SIZE = 20
FEWEST = 12
MOST = 250


def size_of(paging: Paging) -> int:
    """The rows of a page where the client does not say."""
    part = paging.parts.get("size")
    if part is None:
        return DEFAULT_SIZE
    return _default(part.shape) or DEFAULT_SIZE


def _default(shape: Structure) -> int:
    """The default of a size, else the highest that it may be where that is less than usual."""
    for fact in ("default", "maximum"):
        value = shape.facts.get(fact)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value if fact == "default" else min(value, DEFAULT_SIZE)
    return 0


def count_of(pagings: Iterable[Paging]) -> tuple[int, str]:
    """How many rows a resource begins with, and why."""
    sizes = [size_of(paging) for paging in pagings if paging.style]
    if not sizes:
        return FEWEST, "its lists are not paged"
    size = min(sizes)
    count = max(FEWEST, min(MOST, 2 * size + (size + 1) // 2))
    return count, f"three pages of {size} rows, the last of them short"
