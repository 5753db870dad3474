"""Success answers: which response a result gets, and its body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import orjson

from mockserver.behaviours import BEHAVIOURS, Result
from mockserver.bounded import Recent
from mockserver.contract import schemas
from mockserver.contract.document import escape, steps
from mockserver.contract.media_types import LINES, essence_of
from mockserver.contract.mock import Condition
from mockserver.contract.model import Operation, Response, is_json
from mockserver.errors import DEFAULT_STATUS
from mockserver.exchange import Call, Headers, Reply
from mockserver.language.conditions import compile_condition
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.composing import Composer
from mockserver.rendering.encoding import to_json
from mockserver.rendering.templates import Render, Shown, TemplateCompiler, Text
from mockserver.replies.declared_headers import DeclaredHeaders, declared
from mockserver.replies.error_bodies import by_schema
from mockserver.replies.examples import example_shown
from mockserver.replies.offers import Offer, Offers, chosen, offers_of
from mockserver.replies.success_responses import successes
from mockserver.rows import ABSENT
from mockserver.services import Services
from mockserver.validation.reply import BODILESS

ERRORS = {
    status: kind for kind, status in reversed([*DEFAULT_STATUS.items()])
}  # what each status is likeliest about
KEPT = 4  # bodies of one operation that are remembered as they were kept
ROW_BY_ROW = LINES | {"text/event-stream", "text/csv"}
ANY_TEXT = {"type": "string"}  # what a text is of which no schema is told


@dataclass(frozen=True, slots=True)
class Answer:
    """One compiled success response.

    Attributes:
        status: The HTTP status.
        fixed: Headers that are always the same, beside that of the media type.
        offers: The media types that it can be sent as.
        bodies: What renders the content of each.
        headers: Names, and what renders their values.
        declared: Headers that the document declares, and nothing else sends.
        plain: What renders the body where all that differs from call to call is that: most answers by far.
    """

    status: int
    offers: Offers
    bodies: tuple[Text, ...]
    headers: tuple[tuple[bytes, Render], ...]
    declared: DeclaredHeaders
    fixed: tuple[Headers, ...]
    plain: Text | None


EMPTY = Answer(204, (), (), (), DeclaredHeaders((), ()), ((),), None)


class ReplyWriter:
    """Writes the success answers of one operation."""

    def __init__(self, operation: Operation, services: Services) -> None:
        """Compile every success response.

        Raises:
            ExpressionError: For an expression or directive that is unknown.
        """
        self._operation = operation
        self._services = services
        self._templates = TemplateCompiler(services.views, operation.mock.resource, Chooser(operation))
        answers = [(self._compile(status, response), response) for status, response in successes(operation)]
        self._by_outcome = {
            response.mock.outcome: answer
            for answer, response in answers
            if response.mock.outcome is not None and response.mock.when is None
        }
        plain = [answer for answer, each in answers if each.mock.outcome is None and each.mock.when is None]
        self._met = [
            (answer, self._is_met(response.mock.when, response.mock.outcome))
            for answer, response in answers
            if response.mock.when is not None
        ]
        self._answers = [answer for answer, _ in answers]
        self._default = (plain or self._answers or [EMPTY])[0]

    def write(self, result: Result, call: Call) -> Reply:
        """The answer that shows a result."""
        answer = self._by_outcome.get(result.outcome, self._default)
        if self._met:
            answer = next((other for other, is_met in self._met if is_met(result, call)), answer)
        shown = Shown(result.rows)
        if answer.plain is not None:
            return Reply(answer.status, answer.fixed[0], _or_null(answer.plain(call, shown)))
        number, body = 0, b""
        if answer.bodies:
            number = answer.offers.index(chosen(answer.offers, call.request))
            body = _or_null(answer.bodies[number](call, shown))
        fixed = answer.fixed[number]
        texts = [(name, _text(render(call, shown))) for name, render in answer.headers]
        made = answer.declared.of(call, result.rows, body, answer.status)
        headers = [*fixed, *((name, text) for name, text in texts if text is not None), *made]
        return Reply(answer.status, headers, body)

    @cached_property
    def media_types(self) -> list[str]:
        """What it may send, errors included; nothing where that is anything, as the document declares `*/*`.

        A generated client that is made for one answer, a text, and for errors in JSON may name the latter alone.
        """
        offers = [offer for answer in self._answers for offer in answer.offers]
        anything = any(offer.media.type.startswith("*/*") for offer in offers)
        declared = [name for response in self._operation.responses.values() for name in response.content]
        return [] if anything or not offers else [*(offer.type for offer in offers), *declared]

    @property
    def generates(self) -> bool:
        """Whether something of its answers may have to be made of schemas, as no example shows it."""
        offers = [offer for answer in self._answers for offer in answer.offers]
        return any(offer.media.schema is not None and not offer.media.examples for offer in offers)

    def statuses(self) -> list[int]:
        """Every status that the operation declares by number, successes first."""
        errors = sorted(
            int(status) for status in self._operation.responses if status.isdigit() and int(status) >= 400
        )
        return [*(answer.status for answer in self._answers), *errors] or [200]

    def generated(self, status: int, seed: int, call: Call) -> Reply | None:
        """An answer made from the schema of a status, None where the operation does not declare it."""
        response = self._operation.response(status)
        if response is None:
            return None
        headers = declared(self._services, response, seed=seed)
        offers = offers_of(self._services.contract.document, response)
        if not offers or status in BODILESS:
            return Reply(status, [*headers.fixed, *headers.of(call, (), b"", status)], b"")
        offer = chosen(offers, call.request)
        body = offer.write(self._generate(offer, response, seed))
        fields = [offer.header, *headers.fixed, *headers.of(call, (), body, status)]
        return Reply(status, fields, body)

    def _is_met(self, condition: Condition, outcome: str | None) -> Callable[[Result, Call], bool]:
        """Whether a result is what a response is for: its row meets a condition."""
        links = self._services.contract.links(self._operation.mock.resource)
        test = compile_condition(condition, links)

        def is_met(result: Result, call: Call) -> bool:
            fits = bool(result.rows) and outcome in {None, result.outcome}
            return fits and test(result.rows[0], call, call.rows)

        return is_met

    def _compile(self, status: int, response: Response) -> Answer:
        paging = self._operation.mock.pagination
        templates = [*(paging.headers.items() if paging else ()), *response.mock.headers.items()]
        headers = tuple(
            (name.lower().encode(), self._templates.compile(value, {})) for name, value in templates
        )
        must = declared(self._services, response, [name for name, _ in templates])
        offers = () if status in BODILESS else offers_of(self._services.contract.document, response)
        bodies = tuple(self._body(status, response, offer) for offer in offers)
        fixed = tuple((offer.header, *must.fixed) for offer in offers) or (must.fixed,)
        plain = bodies[0] if len(bodies) == 1 and not headers and not must.made else None
        return Answer(status, offers, bodies, headers, must, fixed, plain)

    def _body(self, status: int, response: Response, offer: Offer) -> Text:
        if self._lists_rows(offer) and not response.mock.says("body"):
            return _as(offer, self._templates.text("$rows", self._rows_schema(offer)))
        members = None if response.mock.says("body") else response.mock.members
        if members is not None:
            return self._composed(members, status, response, offer)
        template = self._template(response)
        if template is None:
            return self._example(status, response, offer)
        return _as(offer, self._templates.text(template, offer.media.schema))

    def _composed(self, members: Mapping[str, Any], status: int, response: Response, offer: Offer) -> Text:
        """A body whose members are told; an example, or a value of the schema, where none is."""
        if not members or offer.is_text:
            return self._example(status, response, offer)
        document = self._services.contract.document
        composer = Composer(document, self._templates)
        text = composer.text(members, offer.media.schema, lambda: self._base(response, offer))
        if any(schemas.bounds_as_a_whole(document, offer.media.schema, steps(place)) for place in members):
            text = self._kept(text, offer.media.schema)
        return _as(offer, text)

    def _lists_rows(self, offer: Offer) -> bool:
        """Whether a list is sent row by row, with nothing around them: as events, as lines, as a table."""
        return self._operation.mock.behaviour == "list" and essence_of(offer.type) in ROW_BY_ROW

    def _rows_schema(self, offer: Offer) -> Any:
        """The schema of the rows together: that of the body where it is one of an array, else one of its elements."""
        document, schema = self._services.contract.document, offer.media.schema
        kinds = frozenset() if schema is None else schemas.types(document, schema)
        if "array" in kinds:
            return schema
        if "object" in kinds:
            return {"type": "array", "items": schema}
        shown = self._services.contract.resource(self._operation.mock.resource).row
        return {"type": "array", "items": {"$ref": shown[0]} if shown else {}}

    def _kept(self, text: Text, schema: Any) -> Text:
        """A body of which not every row can be shown, or not every number of rows: a set, a page of one at least."""
        known: Recent[bytes, bytes] = Recent(KEPT)

        def kept(call: Call, shown: Shown) -> bytes | None:
            made = text(call, shown)
            if made is None:
                return None
            found = known.get(made)
            if found is None:
                body = orjson.loads(made)
                fitting = self._services.values.kept(schema, body, self._operation.id)
                found = known[made] = made if fitting is body else to_json(fitting)
            return found

        return kept

    def _base(self, response: Response, offer: Offer) -> Any:
        """What a body is apart from the members that are told: an example that is one, else a value of the schema."""
        for name in offer.media.examples:
            example = example_shown(self._services, self._operation, response, offer.media, name)
            if isinstance(example, Mapping):
                return example
        return self._generate(offer, response)

    def _example(self, status: int, response: Response, offer: Offer) -> Text:
        """The first example, else a value of the schema: one for all calls, made when the first one asks."""

        @cache
        def body() -> bytes:
            if offer.media.examples:
                return offer.write(example_shown(self._services, self._operation, response, offer.media))
            if status >= 400:
                return self._error(status, offer)
            return offer.write(self._generate(offer, response))

        return lambda call, shown: body()

    def _error(self, status: int, offer: Offer) -> bytes:
        """The body of an error that is all that an operation declares."""
        return offer.write(
            by_schema(self._services, offer, ERRORS.get(status, ""), status, self._operation.id)(())
        )

    def _template(self, response: Response) -> Any:
        """What a body is made of; None for an example, or a value of the schema."""
        mock = self._operation.mock
        if response.mock.says("body"):
            return response.mock.body
        if mock.pagination is not None and mock.pagination.says("body"):
            return mock.pagination.body
        return BEHAVIOURS[mock.behaviour].template

    def _generate(self, offer: Offer, response: Response, seed: int | None = None) -> Any:
        schema, document = offer.media.schema, self._services.contract.document
        if not offer.is_text and (schema is None or schemas.says_nothing(document, schema)):
            return {}  # what callers expect where JSON may be anything
        if schema is None:
            return self._services.values.made(ANY_TEXT, self._operation.id, seed=seed)
        pointer = f"{response.pointer}/content/{escape(offer.media.type)}/schema"
        return self._services.values.made(schema, self._operation.id, seed=seed, pointer=pointer)


def _or_null(body: bytes | None) -> bytes:
    return b"null" if body is None else body


def _as(offer: Offer, text: Text) -> Text:
    """A text in JSON as a body of what is sent."""
    if is_json(offer.type):
        return text
    write: Callable[[Any], bytes] = offer.write
    return lambda call, shown: None if (made := text(call, shown)) is None else write(orjson.loads(made))


def _text(value: Any) -> bytes | None:
    return None if value is None or value is ABSENT else str(value).encode("latin-1", "replace")
