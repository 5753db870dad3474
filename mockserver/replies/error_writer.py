"""Error answers: the document's own examples and templates, chosen by kind; problem details where it has none."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import orjson

from mockserver.contract.error_shapes import shape_for
from mockserver.contract.error_statuses import likely_status
from mockserver.contract.mock import ErrorRule
from mockserver.contract.model import Operation, Response, is_json
from mockserver.errors import DEFAULT_STATUS, ApiError, ErrorKind
from mockserver.exchange import Call, Headers, Reply
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.encoding import to_json
from mockserver.rendering.messages import all_facts
from mockserver.rendering.templates import Render, Shown, TemplateCompiler
from mockserver.replies.declared_headers import DeclaredHeaders, declared
from mockserver.replies.error_bodies import MakeBody, by_example, by_schema, by_shared_example, problem
from mockserver.replies.examples import example_shown
from mockserver.replies.offers import Offer, Offers, chosen, offers_of
from mockserver.replies.reasons import reason_header
from mockserver.services import Services

PROBLEM_TYPE: Headers = ((b"content-type", b"application/problem+json"),)
JSON_TYPE: Headers = ((b"content-type", b"application/json"),)


Written = Callable[[Call, Shown], bytes]


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """One compiled error.

    Attributes:
        status: The HTTP status.
        offers: The media types that it can be sent as; none for problem details.
        bodies: Its body as each, or what renders it.
        fixed: Headers that are always the same, with each.
        declared: Further headers that the document declares.
    """

    status: int
    offers: Offers
    bodies: tuple[Written | bytes, ...]
    fixed: tuple[Headers, ...]
    declared: DeclaredHeaders


# Kinds that tell of faults of any sort; an example of the others tells of theirs.
BY_SCHEMA = frozenset({ErrorKind.INVALID_PARAMETER, ErrorKind.INVALID_BODY, ErrorKind.MALFORMED_BODY})


class ErrorWriter:
    """Writes the errors of one operation, or of a document outside any operation."""

    def __init__(self, services: Services, operation: Operation | None) -> None:
        self._services = services
        self._contract = services.contract
        self._operation = operation
        self._messages = self._contract.mock.messages
        self._templates = TemplateCompiler(services.views, None, Chooser(operation))
        self._made: dict[tuple[str, str | None], ErrorAnswer] = {}

    def status(self, kind: str) -> int:
        """The HTTP status of a kind of error."""
        rule = self._rule(kind)
        if rule.status is not None:
            return rule.status
        return DEFAULT_STATUS[kind] if rule.origins else likely_status(kind, self._operation)

    def write(self, error: ApiError, call: Call) -> Reply:
        """The answer to an error.

        Args:
            error: What went wrong.
            call: The call as far as it was read, refused for this reason.
        """
        made = self._made.get((error.kind, error.resource))
        if made is None:
            made = self._made[error.kind, error.resource] = self._make(error.kind, error.resource)
        number = 0
        if len(made.offers) > 1:
            number = made.offers.index(chosen(made.offers, call.request))
        body, fixed = made.bodies[number], made.fixed[number]
        if not isinstance(body, bytes):
            violations = all_facts(error.violations, self._messages)
            body = body(call, Shown((), violations, error.row))
        if made.declared.made:
            fixed = (*fixed, *made.declared.of(call, (), body, made.status))
        if error.headers:
            fixed = (*fixed, *_more(error, made.status, fixed))
        headers = (*fixed, reason_header(error))
        return Reply(made.status, headers, body, error.kind)

    def kind_of(self, status: int) -> str | None:
        """A kind of error that is answered with `status`, None where there is none."""
        kinds = [*DEFAULT_STATUS, *self._contract.mock.errors]
        return next((kind for kind in kinds if self.status(kind) == status), None)

    def _rule(self, kind: str) -> ErrorRule:
        return self._contract.error_rule(kind, self._operation)

    def _make(self, kind: str, resource: str | None) -> ErrorAnswer:
        rule, status = self._rule(kind), self.status(kind)
        response = self._response(rule, status)
        headers = declared(self._services, response)
        offers = offers_of(self._contract.document, response) if response else ()
        if offers and response is not None:
            bodies = tuple(
                _written(self._body(rule, response, offer, (kind, resource, status)), offer)
                for offer in offers
            )
            fixed = tuple((offer.header, *headers.fixed) for offer in offers)
            return ErrorAnswer(status, offers, bodies, fixed, headers)
        if rule.says("body"):
            body, kind_of_body = self._templates.compile(rule.body, {}), JSON_TYPE
        else:
            body, kind_of_body = _of_violations(partial(problem, status)), PROBLEM_TYPE
        return ErrorAnswer(status, (), (_written(body),), ((*kind_of_body, *headers.fixed),), headers)

    def _body(
        self, rule: ErrorRule, response: Response, offer: Offer, what: tuple[str, str | None, int]
    ) -> Render | bytes:
        kind, resource, status = what
        media = offer.media
        if rule.body is None and rule.example is not None and rule.example in media.examples:
            return self._shown(response, offer, rule.example)
        template = response.mock.body if rule.body is None else rule.body
        if template is not None:
            return self._templates.compile(template, media.schema)
        for name in (kind, resource):
            if name is not None and name in media.examples:
                return self._shown(response, offer, name)
        # What is declared for many statuses shows one fault of many.
        shared = rule.response is None and (
            response.status == "default" or response.status[1:].upper() == "XX"
        )
        if media.examples and (offer.is_text or not (shared or kind in BY_SCHEMA)):
            return self._shown(response, offer, next(iter(media.examples)))
        if media.examples:
            first = example_shown(self._services, self._operation, response, media)
            if shared:
                return _of_violations(by_shared_example(self._services, offer, (kind, status), first))
            return _of_violations(by_example(self._services, offer, status, first))
        whose = self._operation.id if self._operation else kind
        return _of_violations(by_schema(self._services, offer, kind, status, whose))

    def _shown(self, response: Response, offer: Offer, name: str) -> bytes:
        return offer.write(example_shown(self._services, self._operation, response, offer.media, name))

    def _response(self, rule: ErrorRule, status: int) -> Response | None:
        own = self._operation.response(status) if self._operation else None
        if own is not None and (own.status != "default" or rule.response is None):
            return own
        if rule.origins or own is not None:
            return self._contract.responses.get(rule.response or "")
        return shape_for(self._contract.error_shapes, status)


def _more(error: ApiError, status: int, sent: Headers) -> Headers:
    """The fields that an error asks for and the document does not send; a challenge belongs to a 401 alone."""
    if status != 401 and error.kind == ErrorKind.UNAUTHENTICATED:
        return ()
    named = {name for name, _ in sent}
    return [field for field in error.headers if field[0] not in named]


def _written(body: Render | bytes, offer: Offer | None = None) -> Written | bytes:
    """A body, or what renders it to JSON types, as an offer has it; as JSON without one."""
    if isinstance(body, bytes):
        return body
    if offer is None or is_json(offer.type):
        return lambda call, shown: to_json(body(call, shown))
    return lambda call, shown: offer.write(orjson.loads(to_json(body(call, shown))))


def _of_violations(make: MakeBody) -> Render:
    return lambda call, shown: make(shown.violations)
