"""Error answers: the document's own examples and templates, chosen by kind; problem details where it has none."""

from functools import partial
from typing import Any

import orjson

from mockserver.contract.mock import ErrorRule
from mockserver.contract.model import Operation, Response
from mockserver.errors import DEFAULT_STATUS, ApiError, ErrorKind
from mockserver.exchange import Call, Headers, Reply
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.encoding import to_json
from mockserver.rendering.messages import all_facts
from mockserver.rendering.templates import Render, Shown, TemplateCompiler
from mockserver.replies.error_bodies import Made, by_example, by_schema, problem
from mockserver.replies.error_statuses import likely_status
from mockserver.replies.reasons import reason_header
from mockserver.replies.required_headers import required
from mockserver.services import Services

PROBLEM_TYPE: Headers = ((b"content-type", b"application/problem+json"),)


class ErrorWriter:
    """Writes the errors of one operation, or of a document outside any operation."""

    def __init__(self, services: Services, operation: Operation | None) -> None:
        self._services = services
        self._contract = services.contract
        self._operation = operation
        self._messages = self._contract.mock.messages
        chooser = Chooser(operation) if operation else None
        self._templates = (
            TemplateCompiler(services.views, None, chooser)
            if chooser
            else TemplateCompiler(services.views, None, _NONE)
        )
        self._made: dict[tuple[str, str | None], tuple[int, Headers, Render | bytes]] = {}

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
        status, headers, body = made
        if not isinstance(body, bytes):
            violations = all_facts(error.violations, self._messages)
            body = to_json(body(call, Shown(call.rows, violations=violations, subject=error.row)))
        return Reply(
            status, (*headers, *_more(error, status, headers), reason_header(error)), body, error.kind
        )

    def example(self, status: int, name: str | None = None) -> tuple[Headers, Any] | None:
        """The headers and an example of a status, None where the operation has none."""
        response = self._operation.response(status) if self._operation else None
        media = response.media() if response else None
        if media is None or not media.examples:
            return None
        if name is not None and name not in media.examples:
            return None
        must = required(self._services, response)
        headers = ((b"content-type", media.type.encode()), *must)
        return headers, media.examples[name or next(iter(media.examples))]

    def kind_of(self, status: int) -> str | None:
        """A kind of error that is answered with `status`, None where there is none."""
        kinds = [*DEFAULT_STATUS, *self._contract.mock.errors]
        return next((kind for kind in kinds if self.status(kind) == status), None)

    def _rule(self, kind: str) -> ErrorRule:
        return self._contract.error_rule(kind, self._operation)

    def _make(self, kind: str, resource: str | None) -> tuple[int, Headers, Render | bytes]:
        rule, status = self._rule(kind), self.status(kind)
        response = self._response(rule, status)
        media = response.media() if response else None
        must = required(self._services, response)
        if media is None and not rule.says("body"):
            return status, (*PROBLEM_TYPE, *must), _of_violations(partial(problem, status))
        headers = ((b"content-type", media.type.encode() if media else b"application/json"), *must)
        examples = media.examples if media else {}
        template = rule.body
        if template is None and rule.example is not None and rule.example in examples:
            return status, headers, orjson.dumps(examples[rule.example])
        if template is None and response is not None:
            template = response.mock.body
        if template is not None:
            return status, headers, self._templates.compile(template, media.schema if media else {})
        for name in (kind, resource):
            if name is not None and name in examples:
                return status, headers, orjson.dumps(examples[name])
        if media is not None and examples:
            first = next(iter(examples.values()))
            return status, headers, _of_violations(by_example(self._services, media, status, first))
        whose = self._operation.id if self._operation else kind
        made = by_schema(self._services, media, status, whose) if media else None
        if made is None:
            return status, (*PROBLEM_TYPE, *must), _of_violations(partial(problem, status))
        return status, headers, made if isinstance(made, bytes) else _of_violations(made)

    def _response(self, rule: ErrorRule, status: int) -> Response | None:
        own = self._operation.response(status) if self._operation else None
        if own is not None and (own.status != "default" or rule.response is None):
            return own
        if rule.origins or own is not None:
            return self._contract.responses.get(rule.response or "")
        return self._contract.error_shapes.get(str(status))


def _more(error: ApiError, status: int, sent: Headers) -> Headers:
    """The fields that an error asks for and the document does not send; a challenge belongs to a 401 alone."""
    if not error.headers or (status != 401 and error.kind == ErrorKind.UNAUTHENTICATED):
        return ()
    named = {name for name, _ in sent}
    return [field for field in error.headers if field[0] not in named]


def _of_violations(make: Made) -> Render:
    return lambda call, shown: make(shown.violations)


class _NoChoice(Chooser):
    """Outside an operation nothing is chosen."""

    def __init__(self) -> None:
        self._add: list[str] = []
        self._keep: list[str] = []


_NONE = _NoChoice()
