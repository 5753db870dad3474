"""Valid bodies for the calls of a law: an example of the document, or made ones that refer to rows that there are."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from mockserver.behaviours.fields import row_schema
from mockserver.contract import schemas
from mockserver.contract.document import steps
from mockserver.contract.model import Media, Operation, is_json
from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.seeded.varied import Varied
from mockserver.fuzzing.laws.base import Choices, NotJudged
from mockserver.fuzzing.laws.replies import stored_places
from mockserver.fuzzing.laws.server_under_test import FORM, ServerUnderTest
from mockserver.rows import ABSENT, dig, path_of
from mockserver.validation.read_only import dropper
from mockserver.validation.schema import REQUEST, SchemaError

MOST_VARIANTS = 20  # different generated bodies of one schema
FEW = 6  # rows of which one is referred to


class Bodies:
    """Makes the bodies of one operation.

    Attributes:
        place: Where in a body the row is.
    """

    def __init__(
        self, server: ServerUnderTest, generator: Generator, operation: Operation, media: Media
    ) -> None:
        """Compile.

        Raises:
            NotJudged: When the schema of its body cannot be read.
        """
        self._server = server
        self._operation = operation
        self._media = media
        self._generator = generator
        self._schema = media.schema if media.schema is not None else {}
        try:
            self.is_valid = server.vendor.services.schemas.validator(self._schema, REQUEST).is_valid
        except SchemaError:
            raise NotJudged("the schema of its body cannot be read", always=True) from None
        self._varied = Varied(server.contract.document.at)
        self._drop = dropper(server.contract.document, self._schema)
        self.place = tuple(steps(operation.mock.body))
        self._made_before: dict[int, Any] = {}

    @cached_property
    def fields(self) -> Mapping[str, tuple[str, ...]]:
        """By stored field, where the row in a body has it."""
        document = self._server.contract.document
        return dict(stored_places(document, row_schema(document, self._operation)))

    def one(self, choices: Choices) -> Any:
        """A valid body: an example of the document, or a generated one, varied; it refers to rows that there are."""
        number = choices.number(0, MOST_VARIANTS)
        examples = list(self._media.examples.values())
        shown = [example for example in examples if self.is_valid(example)]
        if number not in self._made_before:
            self._made_before[number] = shown[0] if number == 0 and shown else self._made(number)
        made = _copied(self._made_before[number])
        if self._drop is not None:
            self._drop(made)
        if not self.is_valid(made):
            raise NotJudged("no valid body could be made")
        if isinstance(row := dig(made, self.place), dict):
            self._refer(made, row, choices)
            if number:
                self._vary(made, row, number)
            if self._operation.mock.behaviour == "update" and choices.number(0, 1):
                self._leave_out(made, row, choices)
        return made

    def _made(self, number: int) -> Any:
        document = self._server.contract.document
        path = (self._operation.id, "body", number)
        # Values that the document shows are also those of the first rows, and keys among them are taken.
        freely = number % 3 > 0
        schema, resolve = (
            (self._varied.of(self._schema), self._varied) if freely else (self._schema, document.at)
        )
        made = self._generator.seeded(number).made(schema, resolve, path, judge=self.is_valid)
        if made.fault is not None:
            raise NotJudged("no valid body could be made", always=True)
        return made.value

    def _refer(self, body: Any, row: dict[str, Any], choices: Choices) -> None:
        """Let a body refer to rows that there are, where its document allows it."""
        contract = self._server.contract
        for field, reference in contract.resource(self._operation.mock.resource).references.items():
            place = self.fields.get(field)
            if place is None or dig(row, place) is ABSENT:
                continue
            targets = self._server.rows(reference.resource)[:FEW]
            if targets:
                key = path_of(contract.key_of(reference.resource))
                self._try(body, row, place, dig(choices.one_of(targets).data, key))

    def _vary(self, body: Any, row: dict[str, Any], number: int) -> None:
        """Give the plain texts and numbers of a body values of their own."""
        document = self._server.contract.document
        declared = schemas.properties(document, row_schema(document, self._operation))
        for name, value in list(row.items()):
            schema = document.resolve(declared.get(name, {}))
            plain = isinstance(schema, Mapping) and not (
                {"enum", "pattern", "format", "const"} & schema.keys()
            )
            if plain and isinstance(value, str):
                self._try(body, row, (name,), f"{value} {number}")
            elif plain and isinstance(value, int) and not isinstance(value, bool):
                self._try(body, row, (name,), value + number)

    def _leave_out(self, body: Any, row: dict[str, Any], choices: Choices) -> None:
        """Keep one member of a body, and those that it must have."""
        kept = choices.one_of(list(row)) if row else ""
        for name in [name for name in row if name != kept]:
            value = row.pop(name)
            if not self.is_valid(body):
                row[name] = value

    def _try(self, body: Any, row: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
        holder = dig(row, place[:-1])
        if not isinstance(holder, dict):
            return
        old = holder.get(place[-1], ABSENT)
        holder[place[-1]] = value
        if not self.is_valid(body):
            if old is ABSENT:
                del holder[place[-1]]
            else:
                holder[place[-1]] = old


def media_of(operation: Operation) -> Media | None:
    """The media type of an operation's body that a law can write: JSON that is no patch, else a form; None for none."""
    content: Iterable[Media] = operation.body.content.values() if operation.body else ()
    found = [media for media in content if is_json(media.type) and "json-patch" not in media.type]
    return next(iter(found), None) or next((media for media in content if media.type == FORM), None)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(member) for name, member in value.items()}
    return [_copied(member) for member in value] if isinstance(value, list) else value
