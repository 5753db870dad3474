"""Urlencoded forms: fields by name, in brackets, and by their encoding (OpenAPI 3.0.3, Encoding Object)."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.contract.document import Document
from mockserver.contract.mock import ParameterMock
from mockserver.contract.model import Media, Parameter, is_json
from mockserver.errors import Violation
from mockserver.validation.brackets import Bracketed, Shapes, split_name
from mockserver.validation.json_text import json_or_text
from mockserver.validation.media.base import Making, Parse, malformed
from mockserver.validation.pairs import UndecodableError, split_query
from mockserver.validation.styles import MISSING, ReadSent, is_one_value, reader, wire_names

STYLING = ("style", "explode", "allowReserved")


class FormFields:
    """Makes an object of fields by name.

    Attributes:
        known: The names that are as they are, though they may have brackets.
        lists: The fields whose values are left percent-encoded.
        reserved: The fields in whose values a plus is no space.
    """

    def __init__(self, document: Document, media: Media) -> None:
        self._shapes = Shapes(document, json=True)
        self._whole = self._shapes.of(media.schema or {})
        styled = [
            _styled(name, schema, media.encoding[name])
            for name, schema in self._whole.members.items()
            if any(word in media.encoding.get(name, {}) for word in STYLING)
        ]
        styled = [p for p in styled if p.style != "deepObject"]  # brackets are read in any case
        self._styled: list[tuple[str, ReadSent]] = [(p.name, reader(document, p)) for p in styled]
        self._own = frozenset(name for p in styled for name in wire_names(document, p))
        self.known = self._own | self._whole.members.keys()
        self.lists = frozenset(p.name for p in styled if is_one_value(document, p))
        self.reserved = frozenset(p.name for p in styled if p.allow_reserved)
        self._json = frozenset(
            name
            for name, encoding in media.encoding.items()
            if is_json(str(encoding.get("contentType", "")).partition(";")[0].strip().lower())
        )

    def value(self, fields: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """The object; a field of a wrong type is left as it is, and the schema refuses it.

        A part that is no text, as by a media type of its own, is a value already: its style says nothing.

        Args:
            fields: Texts by name, and values of parts that are none.

        Raises:
            UndecodableError: When an element of a list is no UTF-8.
        """
        branches: dict[str, Bracketed] = {}
        texts = {
            name: list(values)
            for name, values in fields.items()
            if all(isinstance(value, str) for value in values)
        }
        for name, values in fields.items():
            if name in self._own and name in texts:
                continue
            head, steps = self._split(name)
            branch = branches.setdefault(head, Bracketed())
            for value in values:
                branch.add(
                    steps, json_or_text(value) if head in self._json and isinstance(value, str) else value
                )
        members, others = self._whole.members, self._whole.others
        found = {
            name: self._shapes.value(branch, members.get(name, others)) for name, branch in branches.items()
        }
        for name, read in self._styled:
            value = read(texts)
            if value is not MISSING and name not in found:
                found[name] = value
        return found

    def _split(self, name: str) -> tuple[str, list[str]]:
        """The property that a field is of, and what stands in its brackets."""
        if name in self.known:
            return name, []
        head, steps = split_name(name) or (name, [])
        if head not in self.known and f"{head}[]" in self.known:
            return f"{head}[]", steps  # `tags[0]`, where `tags[]` is what the property is called
        return head, steps


def _styled(name: str, schema: Any, encoding: Mapping[str, Any]) -> Parameter:
    """A field with a style as the query parameter that it is written like (OpenAPI 3.0.3, Encoding Object)."""
    style = str(encoding.get("style", "form"))
    return Parameter(
        name=name,
        location="query",
        required=False,
        schema=schema,
        style=style,
        explode=bool(encoding.get("explode", style == "form")),
        media=None,
        mock=ParameterMock(),
        pointer="",
        allow_reserved=encoding.get("allowReserved") is True,
    )


def parser(making: Making) -> Parse:
    """What reads an urlencoded form."""
    fields = FormFields(making.document, making.media)

    def parse(body: bytes, violations: list[Violation]) -> Any:
        try:
            return fields.value(
                split_query(body, lists=fields.lists, reserved=fields.reserved, known=fields.known)
            )
        except UndecodableError:
            raise malformed("not UTF-8") from None

    return parse
