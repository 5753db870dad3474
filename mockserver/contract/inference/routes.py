"""Paths as routes: which segments are fixed, which are parameters, what is a verb or a suffix."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from mockserver.contract.path_templates import without_operators

PARAM = re.compile(r"\{([^{}/]+)\}")
CALL = re.compile(r"([^{}()]+)\((?:\w+=)?'?(\{[^{}/]+\})'?\)")  # OData: People('{name}'), Photos(id={id})
SUFFIX = re.compile(r"\.(?:json|\{[^{}/]+\})$")
VERB = re.compile(r"(.+):([A-Za-z]\w*)")
HOLE = "{}"


@dataclass(frozen=True)  # without slots: what it caches stands in its dict
class PathRoute:
    """A path, taken apart.

    Attributes:
        segments: Its segments; a parameter that is a whole one is `{name}`.
        verb: What stands behind a colon in the last one (`/jobs/{id}:cancel`), empty without.
    """

    segments: tuple[str, ...]
    verb: str = ""

    @cached_property
    def key(self) -> str:
        """The path with its parameters blanked: what paths of one shape have in common."""
        return "".join(f"/{PARAM.sub(HOLE, segment)}" for segment in self.segments)

    @cached_property
    def params(self) -> tuple[str, ...]:
        """The names of its parameters, in order."""
        return tuple(name for segment in self.segments for name in PARAM.findall(segment))

    @property
    def hole(self) -> str:
        """The parameter that is the whole last segment; empty where that is none."""
        last = self.segments[-1] if self.segments else ""
        found = PARAM.fullmatch(last)
        return found[1] if found and not self.verb else ""

    @property
    def last(self) -> str:
        """The last segment, as written."""
        return self.segments[-1] if self.segments else ""

    @cached_property
    def parent(self) -> "PathRoute":
        """The route without its last segment."""
        return PathRoute(self.segments[:-1])

    def collections(self) -> Sequence[tuple[str, str]]:
        """For each parameter that is a whole segment, the key of what is before it, and its name; from the left."""
        found = []
        for index, segment in enumerate(self.segments):
            name = PARAM.fullmatch(segment)
            if name and index:
                found.append((PathRoute(self.segments[:index]).key, name[1]))
        return found

    @cached_property
    def noun(self) -> str:
        """The last segment that is no parameter; empty where there is none."""
        return next((s for s in reversed(self.segments) if "{" not in s), "")


def route_of(path: str) -> PathRoute:
    """A path of a document, without its query, fragment, trailing slash and suffix of format."""
    text = without_operators(path).partition("?")[0].partition("#")[0].strip("/")
    segments: list[str] = []
    for segment in text.split("/"):
        call = CALL.fullmatch(segment)
        segments += call.groups() if call else (segment,)
    segments = [segment for segment in segments if segment]
    if not segments:
        return PathRoute(())
    segments[-1] = SUFFIX.sub("", segments[-1]) or segments[-1]
    verb = VERB.fullmatch(segments[-1])
    if verb:
        return PathRoute((*segments[:-1], verb[1]), verb[2])
    return PathRoute(tuple(segments))
