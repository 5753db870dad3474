"""Where the document says that rows, and what is told of a page, stand in the replies of an operation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.behaviours import BEHAVIOURS
from mockserver.contract import schemas
from mockserver.contract.document import Document, steps
from mockserver.contract.mock import EACH, rows_inside
from mockserver.contract.model import Operation, Response, is_json
from mockserver.rendering.chooser import Chooser
from mockserver.rows import ABSENT, Steps, dig, path_of


@dataclass(frozen=True)  # without slots: what it caches stands in its dict
class ReplyShape:
    """What stands where in the body of a success of an operation.

    Attributes:
        places: By expression (`$rows`, `$row`, `$page.total`), where it stands in the body.
        headers: By expression, the header that has it; names in lower case.
        schema: Of the body.
        inside: Where in each element of `$rows` its row is.
        extended: What is shown of a row only where a call asks for it.
    """

    document: Document
    places: Mapping[str, Steps]
    headers: Mapping[str, str]
    schema: Any
    inside: Steps = ()
    extended: frozenset[str] = frozenset()

    @cached_property
    def row_schema(self) -> Any:
        """The schema of a row that it shows; an empty one where it shows none."""
        if "$rows" not in self.places:
            return self._schema_of("$row")
        found = schemas.items(self.document, self.rows_schema)
        for step in self.inside:
            found = schemas.properties(self.document, found).get(step, {})
        return found

    @cached_property
    def rows_schema(self) -> Any:
        """The schema of the array of rows that it shows; an empty one where it shows none."""
        return self._schema_of("$rows")

    def _schema_of(self, expression: str) -> Any:
        if expression not in self.places:
            return {}
        found = self.schema
        for step in self.places[expression]:
            found = schemas.properties(self.document, found).get(step, {})
        return found

    @cached_property
    def fields(self) -> Mapping[str, Steps]:
        """By stored field, where a shown row has it; fields that are computed are none."""
        found = stored_places(self.document, self.row_schema)
        return {field: place for field, place in found if place[0] not in self.extended}

    def schema_at(self, place: Steps) -> Any:
        """The schema of a part of a shown row; an empty one where it declares none."""
        found = self.row_schema
        for step in place:
            found = schemas.properties(self.document, found).get(step, {})
        return found

    def at(self, field: str) -> Steps | None:
        """Where a shown row has a stored field, which may be a part of one; None where it does not."""
        found = self.fields.get(field)
        if found is not None:
            return found
        if not schemas.properties(self.document, self.row_schema):
            return path_of(field)  # a schema that names nothing shows the whole row
        head, _, rest = field.rpartition(".")
        above = self.at(head) if head else None
        return None if above is None else (*above, rest)

    def read(self, expression: str, body: Any, headers: Mapping[str, str]) -> Any:
        """The value of an expression in a reply; ABSENT where it does not stand there."""
        if expression in self.places:
            found = dig(body, self.places[expression])
            if expression == "$rows" and self.inside and isinstance(found, list):
                return [dig(each, self.inside) for each in found]
            return found
        name = self.headers.get(expression)
        return headers.get(name, ABSENT) if name is not None else ABSENT


def shape_of(document: Document, operation: Operation, response: Response | None) -> ReplyShape:
    """What stands where in a response of an operation."""
    if response is None:
        return ReplyShape(document, {}, {}, {})
    paging = operation.mock.pagination
    declared = {**(paging.headers if paging else {}), **response.mock.headers}
    headers = {value: name.lower() for name, value in declared.items() if isinstance(value, str)}
    media = response.media()
    if media is None or not is_json(media.type):
        return ReplyShape(document, {}, headers, {})
    places = dict(_places(operation, response))
    inside = rows_inside(response.mock.members or {}).get(places.get("$rows", ()), ())
    return ReplyShape(document, places, headers, media.schema or {}, inside, Chooser(operation).extends)


def _places(operation: Operation, response: Response) -> Iterator[tuple[str, Steps]]:
    paging = operation.mock.pagination
    if response.mock.says("body"):
        yield from _told(response.mock.body, ())
    elif response.mock.members is not None:
        for pointer, template in response.mock.members.items():
            if EACH not in steps(pointer):
                yield from _told(template, tuple(steps(pointer)))
    elif paging is not None and paging.says("body"):
        yield from _told(paging.body, ())
    else:
        yield from _told(BEHAVIOURS[operation.mock.behaviour].template, ())


def _told(template: Any, place: Steps) -> Iterator[tuple[str, Steps]]:
    if isinstance(template, Mapping):
        for name, member in template.items():
            yield from _told(member, (*place, name))
    elif isinstance(template, str) and template.startswith("$"):
        yield template.rstrip("?"), place


def stored_places(document: Document, schema: Any, above: Steps = ()) -> Iterator[tuple[str, Steps]]:
    """Stored fields that a schema shows as they are, each with its place."""
    for name, raw in schemas.properties(document, schema).items():
        mock = schemas.mock_of(document, raw)
        resolved = document.resolve(raw)
        hidden = mock.field is False or mock.extend
        computed = mock.says("value") or mock.test is not None or mock.of_related is not None or mock.parent
        if hidden or computed or (isinstance(resolved, Mapping) and resolved.get("writeOnly") is True):
            continue
        if len(above) < 3 and schemas.is_composed(document, raw):
            yield from stored_places(document, raw, (*above, name))
        else:
            yield name if mock.field is None else str(mock.field), (*above, name)
