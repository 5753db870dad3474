"""Names compared as people do: without case, punctuation and the plural."""

import re
from functools import lru_cache

_NOT_A_WORD = re.compile(r"[^a-z0-9]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
ID_ENDS = ("uuids", "uuid", "guid", "gid", "ids", "id", "sid")
RUN_ON_ENDS = ("uuids", "uuid", "guid", "ids", "id")  # where no hump or mark tells where the word begins


def all_of(text: str) -> frozenset[str]:
    """The names in a text, normalised as they are written."""
    return frozenset(text.split())


@lru_cache(maxsize=8192)
def norm(name: str) -> str:
    """A name in small letters and digits alone: `page[size]`, `pageSize` and `page_size` are one."""
    return _NOT_A_WORD.sub("", name.lower())


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters: `createdAt`, `created_at` and `CreatedAt` have two."""
    return tuple(word.lower() for word in _HUMP.split(name) if word)


@lru_cache(maxsize=8192)
def singular(name: str) -> str:
    """The normalised name of one, of a name of many: `Categories` is `category`."""
    word = norm(name)
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes", "tuses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


@lru_cache(maxsize=8192)
def stem_of_id(name: str) -> str:
    """`customer` of `customer_id`, `customerId` and `customerIds`; empty for a name that does not end in an id."""
    word, parts = norm(name), words(name)
    if len(parts) > 1 and parts[-1] in ID_ENDS:
        return "".join(parts[:-1])
    end = next((end for end in RUN_ON_ENDS if word.endswith(end) and len(word) > len(end)), None)
    return word[: -len(end)] if end else ""
