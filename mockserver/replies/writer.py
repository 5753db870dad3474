"""Success answers: which response a result gets, and its body."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mockserver.behaviours import BEHAVIOURS, Result
from mockserver.contract.model import Media, Operation, Response, is_json
from mockserver.exchange import Call, Headers, Reply
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.composing import Composer
from mockserver.rendering.encoding import to_json
from mockserver.rendering.templates import Render, Shown, TemplateCompiler, Text
from mockserver.replies.required_headers import required
from mockserver.rows import ABSENT
from mockserver.services import Services
from mockserver.validation.schema import REPLY


@dataclass(frozen=True, slots=True)
class Answer:
    """One compiled success response.

    Attributes:
        status: The HTTP status.
        fixed: Headers that are always the same.
        body: What renders its content; None where it has none.
        headers: Names, and what renders their values.
    """

    status: int
    fixed: Headers
    body: Text | None
    headers: tuple[tuple[bytes, Render], ...]


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
        self._answers = {status: self._compile(status, response) for status, response in successes(operation)}
        by_outcome = {
            response.mock.outcome: self._answers[status]
            for status, response in successes(operation)
            if response.mock.outcome is not None
        }
        plain = [
            self._answers[status]
            for status, response in successes(operation)
            if response.mock.outcome is None
        ]
        self._default = plain[0] if plain else next(iter(self._answers.values()), Answer(204, (), None, ()))
        self._by_outcome = by_outcome

    def write(self, result: Result, call: Call) -> Reply:
        """The answer that shows a result."""
        answer = self._by_outcome.get(result.outcome, self._default)
        shown = Shown(call.rows, result.rows)
        body = b"" if answer.body is None else answer.body(call, shown) or b"null"
        if not answer.headers:
            return Reply(answer.status, answer.fixed, body)
        texts = [(name, _text(render(call, shown))) for name, render in answer.headers]
        headers = [*answer.fixed, *((name, text) for name, text in texts if text is not None)]
        return Reply(answer.status, headers, body)

    def statuses(self) -> list[int]:
        """Every status that the operation declares by number, successes first."""
        errors = sorted(
            int(status) for status in self._operation.responses if status.isdigit() and int(status) >= 400
        )
        return [*self._answers, *errors] or [200]

    def generated(self, status: int, seed: int) -> Reply | None:
        """An answer made from the schema of a status, None where the operation does not declare it."""
        response = self._operation.response(status)
        if response is None:
            return None
        media, must = response.media(), required(self._services, response, seed=seed)
        if media is None:
            return Reply(status, must, b"")
        body = _encoded(self._generate(media, seed), media)
        return Reply(status, [(b"content-type", media.type.encode()), *must], body)

    def _compile(self, status: int, response: Response) -> Answer:
        media = response.media()
        paging = self._operation.mock.pagination
        declared = [*(paging.headers.items() if paging else ()), *response.mock.headers.items()]
        headers = tuple(
            (name.lower().encode(), self._templates.compile(value, {})) for name, value in declared
        )
        must = required(self._services, response, [name for name, _ in declared])
        if media is None or status in {204, 205, 304}:
            return Answer(status, must, None, headers)
        fixed = ((b"content-type", media.type.encode()), *must)
        return Answer(status, fixed, self._body(response, media), headers)

    def _body(self, response: Response, media: Media) -> Text:
        if response.mock.members is not None and not response.mock.says("body"):
            return self._composed(response.mock.members, media)
        template = self._template(response)
        if template is not None and is_json(media.type):
            return self._templates.text(template, media.schema)
        if template is not None:
            render = self._templates.compile(template, media.schema)
            return lambda call, shown: _plain(render(call, shown))
        return self._example(media)

    def _composed(self, members: Mapping[str, Any], media: Media) -> Text:
        """A body whose members are told; an example, or a value of the schema, where none is."""
        if not members or not is_json(media.type):
            return self._example(media)
        composer = Composer(self._services.contract.document, self._templates)
        return composer.text(members, media.schema, lambda: self._base(media))

    def _base(self, media: Media) -> Any:
        """What a body is apart from the members that are told: an example that is one, else a value of the schema."""
        validator = self._services.schemas.validator(media.schema if media.schema is not None else {}, REPLY)
        for example in media.examples.values():
            if isinstance(example, Mapping) and validator.is_valid(example):
                return example
        return self._generate(media)

    def _example(self, media: Media) -> Text:
        """The first example, else a value of the schema."""
        if media.examples:
            example = _encoded(next(iter(media.examples.values())), media)
            return lambda call, shown: example

        @cache  # one value for all calls, made when the first one asks
        def generated() -> bytes:
            return _encoded(self._generate(media), media)

        return lambda call, shown: generated()

    def _template(self, response: Response) -> Any:
        """What a body is made of; None for an example, or a value of the schema."""
        mock = self._operation.mock
        if response.mock.says("body"):
            return response.mock.body
        if mock.pagination is not None and mock.pagination.says("body"):
            return mock.pagination.body
        return BEHAVIOURS[mock.behaviour].template

    def _generate(self, media: Media, seed: int | None = None) -> Any:
        if media.schema is None:
            return {} if is_json(media.type) else ""
        return self._services.values.made(media.schema, self._operation.id, seed=seed)


def successes(operation: Operation) -> list[tuple[int, Response]]:
    """The final responses below 400 of an operation, as numbers; `2XX` counts as 200, so does a lone `default`."""
    found = []
    for status, response in operation.responses.items():
        if status.isdigit() and 200 <= int(status) < 400:
            found.append((int(status), response))
        elif status.upper() == "2XX":
            found.append((200, response))
    if not found and "default" in operation.responses:
        found.append((200, operation.responses["default"]))
    return sorted(found, key=lambda pair: (not 200 <= pair[0] < 300, pair[0]))


def _text(value: Any) -> bytes | None:
    return None if value is None or value is ABSENT else str(value).encode("latin-1", "replace")


def _encoded(value: Any, media: Media) -> bytes:
    return to_json(value) if is_json(media.type) else _plain(value)


def _plain(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else to_json(value)
