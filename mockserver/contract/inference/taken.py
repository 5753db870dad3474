"""What no two rows may share: the properties that a document calls unique where a create may be refused (409)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.contract.inference.descriptions import quoted, spelled_in
from mockserver.contract.inference.identity import RowKey
from mockserver.contract.inference.operations import Reader
from mockserver.contract.inference.relations import Parent
from mockserver.contract.inference.respelled import in_body, respelled
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.uses import Use
from mockserver.contract.inference.words import all_of, norm, singular, stem_of_id, words

CONFLICT = "409"
TAKEN = re.compile(
    r"\b(?:already|exists?|existing|duplicat\w*|taken|same|in use|uniqu\w*|conflicts?)\b", re.IGNORECASE
)
UNIQUE = re.compile(
    r"\bunique(?:ly)? (?:\w+ )?(?:name|identif\w+|id|key|slug|code|e-?mail|handle|username)\b"
    r"|\bmust be (?:\w+ )?unique\b|\b(?:is|are) (?:\w+ )?unique\b",
    re.IGNORECASE,
)
LOOSE = re.compile(
    r"\b(?:not|needn't|n't|without) (?:\w+ ){0,4}unique\b|non-unique|\bidempoten", re.IGNORECASE
)
SCOPE = re.compile(
    r"\b(?:in|within|inside|on|per|for) (?:the|this|that|an?|each|its|their)\b|\bper \w", re.IGNORECASE
)
NAMES = all_of(
    "name names email mail slug key code username login handle identifier id uid uuid domain url title number label "
    "phone reference ref alias sku path hostname"
)
OWN_IDS = frozenset({"", "external", "client", "custom", "public", "foreign"})
NO_CASE = re.compile(r"\bcase[- ]?insensitive|\bignor\w+ case\b", re.IGNORECASE)
SENTENCE = re.compile(r"[.;\n]+(?:\s|$)|\n")


@dataclass(frozen=True, slots=True)
class UniqueTogether:
    """Fields that are unique together.

    Attributes:
        fields: The fields.
        why: The evidence.
        ignore_case: Whether the document says that case is ignored.
    """

    fields: tuple[str, ...]
    why: str
    ignore_case: bool = False

    @property
    def mock(self) -> dict[str, Any]:
        """What `unique` says of them."""
        return {"fields": list(self.fields), **({"ignore_case": True} if self.ignore_case else {})}


def unique_of(
    reader: Reader,
    uses: Sequence[Use],
    parents: Mapping[int, Sequence[Parent]],
    key: RowKey,
    by: Sequence[str],
    references: Iterable[str],
) -> tuple[list[dict[str, Any]], str] | None:
    """What is unique among the rows of a resource, and why; None where the document calls nothing so.

    Args:
        reader, uses: The document's, and the resource's.
        parents: Of each operation, by its identity.
        key: Of its rows, which is unique anyway.
        by: The fields by which a path names a row.
        references: The fields that lead to other rows, which many rows share.
    """
    found: dict[tuple[str, ...], UniqueTogether] = {}
    for use in uses:
        if use.behaviour != "create" or CONFLICT not in use.op.statuses() or use.op.body is None:
            continue
        above = [parent.reference for parent in parents[id(use.op)]][-1:]
        if None in above:
            continue  # nothing in a row tells below which other it is
        scope = [reference.field for reference in above if reference is not None]
        stored = {value: field for field, value, _ in respelled(reader.shapes, use, key, use.op.body)}
        for each in _Create(reader, use, key.field, tuple(references), nested=bool(above)).unique(by):
            fields = (stored.get(in_body(field), field) for field in each.fields)
            whole = tuple(dict.fromkeys((*scope, *fields)))
            if key.field not in whole:
                found.setdefault(whole, replace(each, fields=whole))
    if not found:
        return None
    return [each.mock for each in found.values()], "; ".join(
        dict.fromkeys(each.why for each in found.values())
    )


class _Create:
    """What a create says of what is there already."""

    def __init__(
        self, reader: Reader, use: Use, key: str, references: Sequence[str], *, nested: bool
    ) -> None:
        self._reader = reader
        self._use = use
        self._references = references
        self._nested = nested
        body = use.op.body
        members = dict(reader.shapes.members(body)) if body is not None else {}
        self._scalars = {name: each for name, each in members.items() if name != key and _is_plain(each)}

    def unique(self, by: Sequence[str]) -> Iterator[UniqueTogether]:
        """The fields of its body that the document calls unique; `by` are those that a path names rows by."""
        yield from self._refused()
        where = f"{self._use.op.name} declares {CONFLICT}"
        for name, shape in self._scalars.items():
            text = str(shape.node.get("description") or "")
            if shape.options or name in self._references:
                continue
            if self._is_own(name) and UNIQUE.search(text) and not LOOSE.search(text):
                why = f"the description of `{name}` calls it unique, and {where}"
                said = next(each for each in SENTENCE.split(text) if UNIQUE.search(each))
                yield from self._within(said, (name,), why, text)
            elif name in by:
                yield UniqueTogether((name,), f"a path names rows by `{name}`, and {where}")

    def _is_own(self, name: str) -> bool:
        """Whether an id is of the row itself, not of another."""
        own = OWN_IDS | {singular(self._use.resource.main.noun)}
        return norm(name) in ("uid", "uuid", "guid") or (norm(name) != "id" and stem_of_id(name) in own)

    def _refused(self) -> Iterator[UniqueTogether]:
        """By the sentences of its 409 about what is there already."""
        answer = next(answer for answer in self._use.op.answers if answer.status == CONFLICT)
        text = "\n".join(_texts_of(self._reader.document.at(answer.pointer)))
        usual = [
            name
            for name, shape in self._scalars.items()
            if not shape.options
            and name not in self._references
            and words(name)[-1:]
            and words(name)[-1] in NAMES
        ]
        for sentence in SENTENCE.split(text):
            if not TAKEN.search(sentence):
                continue
            together = quoted(sentence, self._scalars)
            names = together or spelled_in(sentence, usual)
            why = f"{self._use.op.name} says of its {CONFLICT} that there may be one with this `%s`"
            if together:
                yield UniqueTogether(tuple(together), why % "`, `".join(together))
            for name in () if together else names[:1]:
                yield from self._within(sentence, (name,), why % name, text)

    def _within(
        self, sentence: str, fields: tuple[str, ...], why: str, text: str
    ) -> Iterator[UniqueTogether]:
        """What is unique among the rows of one other, which a sentence speaks of; nothing where none is known."""
        no_case = NO_CASE.search(text) is not None
        if self._nested or not (scope := SCOPE.search(sentence)):
            yield UniqueTogether(fields, why, no_case)
            return
        spoken = set(words(sentence[scope.start() :]))
        around = [each for each in self._references if words(each.partition(".")[0])[0] in spoken]
        if len(around) == 1:
            yield UniqueTogether((around[0], *fields), why, no_case)


def _texts_of(answer: Any) -> Iterator[str]:
    """What a response says in words: its description, and the sentences in its examples."""
    if isinstance(answer.get("description"), str):
        yield answer["description"]
    for media in (answer.get("content") or {}).values():
        yield from _sentences([media.get("example"), media.get("examples")])


def _sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str) and " " in value:
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _sentences(each)


def _is_plain(shape: Structure) -> bool:
    return shape.kind in ("string", "integer") and not shape.is_date
