"""What clients will be sent: examples that have to be mended, and schemas that nothing satisfies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.contract.document import Document, escape
from mockserver.contract.model import Contract, Media, Response, is_json
from mockserver.datagen.schemas.reading import Unsatisfiable
from mockserver.errors import Problem
from mockserver.settings import DEFAULT_SEED
from mockserver.validation.schema import REPLY, SchemaCompiler, SchemaError, Validator


@dataclass(slots=True)  # filled response by response
class ShownReplies:
    """What the responses of a document show.

    Attributes:
        schemas: By where each stands; one that several responses refer to is there once.
        examples: Where each stands, where its schema stands, and its value.
    """

    schemas: dict[str, Any] = field(default_factory=dict)
    examples: list[tuple[str, str, Any]] = field(default_factory=list)


def check_replies(contract: Contract, *, examples: bool) -> Iterator[Problem]:
    """A warning for each response schema that nothing satisfies, and for each example that is mended to its own.

    All schemas are compiled together, and what is made of each is the smallest value that it has: that takes a fraction
    of the time that a start takes.

    Args:
        contract: Of the document.
        examples: Whether examples are held against their schemas, too.
    """
    document, shown = contract.document, shown_replies(contract)
    try:
        validator = SchemaCompiler(document).group(shown.schemas, REPLY)
    except SchemaError:
        return  # said where it stands
    if examples:
        for pointer, schema, value in shown.examples:
            if not validator.is_valid({schema: value}):
                message = "this example breaks its schema, and is mended"
                yield document.problem(pointer, message, severity="warning", rule="example")
    exemplified = {schema for _, schema, _ in shown.examples}
    made = {place: schema for place, schema in shown.schemas.items() if place not in exemplified}
    if made:  # nothing is made where something is shown
        yield from _unsatisfied(document, made, validator)


def _unsatisfied(document: Document, schemas: Mapping[str, Any], validator: Validator) -> Iterator[Problem]:
    from mockserver.datagen.schemas.generator import Generator  # noqa: PLC0415 - as in `Values`

    generator = Generator(DEFAULT_SEED, nullable=document.version < (3, 1), sent=True)
    for pointer, schema in schemas.items():

        def judge(value: Any, pointer: str = pointer) -> bool:
            return validator.is_valid({pointer: value})

        try:
            if judge(generator.smallest(schema, document.at, (pointer,))):
                continue
        except Unsatisfiable:
            pass  # more than one attempt is made before that is said
        made = generator.made(schema, document.at, (pointer,), judge=judge)
        if made.fault is not None:
            message = f"nothing satisfies this schema ({made.fault}): what is near to it is sent"
            yield document.problem(pointer, message, severity="warning", rule="unsatisfiable")


def shown_replies(contract: Contract) -> ShownReplies:
    """What the responses in JSON of a contract show."""
    shown, places = ShownReplies(), dict[str | int, str]()
    for response in (response for o in contract.operations for response in o.responses.values()):
        for media in response.content.values():
            if media.schema is not None and is_json(media.type):
                _add(shown, places, response, media)
    return shown


def _add(shown: ShownReplies, places: dict[str | int, str], response: Response, media: Media) -> None:
    where = f"{response.pointer}/content/{escape(media.type)}"
    schema = media.schema
    same = schema["$ref"] if isinstance(schema, dict) and "$ref" in schema else id(schema)
    place = places.setdefault(same, f"{where}/schema")
    shown.schemas.setdefault(place, schema)
    shown.examples += [(where, place, example) for example in media.examples.values()]
