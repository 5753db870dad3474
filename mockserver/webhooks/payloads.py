"""What is sent of an event: made of the row that changed, and held against the schema that describes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from mockserver.contract import schemas
from mockserver.contract.model import Media
from mockserver.errors import MockserverError
from mockserver.exchange import EventCall
from mockserver.language.expressions import is_expression
from mockserver.rendering.bodies import content_type, writer_of
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.templates import ROWS, Shown, TemplateCompiler
from mockserver.rows import Row
from mockserver.services import Services
from mockserver.validation.schema import PARAMETER, Validator

JSON = Media("application/json", None, {})
USUAL: Mapping[str, Any] = {"type": "$event.name", "timestamp": "$now", "data": "$row"}  # Standard Webhooks
# Members that nearly every vendor's payload has, by what they are called, with what they hold.
NAMES = frozenset(
    {"type", "event", "event_type", "eventType", "event_name", "eventName", "action", "topic", "kind"}
)
IDS = frozenset({"id", "event_id", "eventId", "message_id", "messageId", "webhook_id", "delivery_id"})
TIMES = frozenset({
    "timestamp", "time", "created", "created_at", "createdAt", "occurred_at", "occurredAt", "sent_at", "sentAt",
    "event_time", "eventTime", "date",
})  # fmt: skip
HOLDERS = frozenset({"data", "object", "resource", "payload", "record", "entity", "item", "content"})
WHOLE = "$row."  # an expression, of all that is stored
MOST_PAYLOAD = 1 << 20  # bytes


class BrokenPayloadError(MockserverError):
    """A payload breaks the schema that describes it; the text has the violations."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What makes the payload of one event.

    Attributes:
        media_type: What it is sent as.
    """

    media_type: str
    _make: Callable[[EventCall, Shown], Any]
    _write: Callable[[Any], bytes]
    _validator: Validator | None
    _name: str

    def written(self, call: EventCall, row: Row | None) -> bytes:
        """The payload of an event of a row; None where it is of none.

        Raises:
            BrokenPayloadError: When it breaks its schema, or is too large.
        """
        value = self._make(call, Shown([row]) if row is not None else Shown())
        if self._validator is not None and not self._validator.is_valid(value):
            found = self._validator.violations(value, "body", "event")[:5]
            text = "; ".join(f"{each.name or 'the payload'}: {each.text}" for each in found)
            raise BrokenPayloadError(f"the payload of {self._name} breaks its schema: {text}")
        body = self._write(value)
        if len(body) > MOST_PAYLOAD:
            raise BrokenPayloadError(
                f"the payload of {self._name} has {len(body)} bytes, more than {MOST_PAYLOAD}"
            )
        return body


class PayloadCompiler:
    """Compiles the payloads of one document."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._document = services.contract.document

    def payload(self, name: str, resource: str | None, template: Any, media: Media) -> Payload:
        """What makes the payload of an event.

        Args:
            name: The event's.
            resource: Whose rows it is of.
            template: As it is written; None for what is made by the schema.
            media: What it is sent as, with its schema and its examples.

        Raises:
            ExpressionError: For a template that makes no sense; SchemaError: For a schema that makes none.
        """
        schema = media.schema
        guessed = template is None
        if guessed:
            template = self._guessed(schema, resource)
        template = self._open(template, schema or {}, resource)
        compiler = TemplateCompiler(self._services.views, resource, Chooser(None))
        text = compiler.text(template, self._typed(template, schema or {}, resource))
        values, example = self._services.values, next(iter(media.examples.values()), None)

        def make(call: EventCall, shown: Shown) -> Any:
            rendered = text(call, shown)
            value = None if rendered is None else orjson.loads(rendered)
            if guessed and schema is not None:
                whole = (
                    {**example, **value} if isinstance(example, dict) and isinstance(value, dict) else value
                )
                value = values.kept(schema, whole, "event", name)
            return value

        validator = None if schema is None else self._services.schemas.validator(schema, PARAMETER)
        write = writer_of(self._document, media, media.type)
        return Payload(content_type(media.type), make, write, validator, name)

    def _guessed(self, schema: Any, resource: str | None) -> Any:
        """A template for a payload of which nothing but the schema is known."""
        members = schemas.properties(self._document, schema) if schema is not None else {}
        if not members:
            return USUAL if resource is not None else {"type": "$event.name", "timestamp": "$now"}
        of_row = schemas.properties(self._document, self._row_schema(resource))
        if resource is not None and of_row and 2 * len(members.keys() & of_row.keys()) > len(members):
            return "$row"
        singular = (resource or "").removesuffix("s")
        return {
            name: template
            for name, member in members.items()
            if (template := self._member(name, member, singular, resource)) is not None
        }

    def _member(self, name: str, schema: Any, singular: str, resource: str | None) -> Any:
        kinds = schemas.types(self._document, schema)
        if name in NAMES:
            return "$event.name" if self._services.values.fits(schema, "x.y") or not kinds else None
        if name in IDS and "string" in kinds:
            return "$event.id" if self._services.values.fits(schema, "msg_1") else "$uuid"
        if singular and _bare(name) == f"{_bare(singular)}id":
            return f"$row.{self._services.contract.resource(resource).key}"
        if name in TIMES:
            return "$now.unix" if kinds & {"integer", "number"} else "$now"
        holds = name in HOLDERS or name.lower() in {singular.lower(), (resource or "").lower()}
        if not holds or resource is None or not (kinds & {"object"} or not kinds):
            return None
        inner = schemas.properties(self._document, schema)
        if name in HOLDERS and len(inner) == 1 and next(iter(inner)) in {*HOLDERS, singular}:
            return {next(iter(inner)): "$row"}  # `data.object`
        return "$row"

    def _open(self, template: Any, schema: Any, resource: str | None) -> Any:
        """A template that shows a row as it is stored where no schema names a member of it."""
        if template == "$row":
            named = schemas.properties(self._document, schema) or schemas.properties(
                self._document, self._row_schema(resource)
            )
            return template if named else WHOLE
        if not isinstance(template, Mapping):
            return template
        found = schemas.properties(self._document, schema)
        return {name: self._open(member, found.get(name, {}), resource) for name, member in template.items()}

    def _typed(self, template: Any, schema: Any, resource: str | None) -> Any:
        """A schema for a template: where it says nothing of a row, the one that shows rows."""
        if template in ROWS:
            known = schemas.properties(self._document, schema)
            return schema if known else self._row_schema(resource)
        if not isinstance(template, Mapping) or is_expression(template):
            return schema
        found = schemas.properties(self._document, schema)
        typed = {
            name: self._typed(member, found.get(name, {}), resource) for name, member in template.items()
        }
        return {"type": "object", "properties": {**found, **typed}}

    def _row_schema(self, resource: str | None) -> Any:
        """The schema that shows rows of a resource: the one that is declared, else that of a reply with one of them."""
        contract = self._services.contract
        declared = contract.resource(resource).row
        if declared:
            return {"$ref": declared[0]}
        for operation in contract.operations:
            if operation.mock.resource == resource and operation.mock.behaviour in {
                "get",
                "create",
                "update",
            }:
                for status, response in operation.responses.items():
                    media = response.media()
                    if status.startswith("2") and media is not None and not response.mock.says("body"):
                        return media.schema or {}
        return {}


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
