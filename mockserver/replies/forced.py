"""Answers that a client asks for with `Prefer`, whatever the request would give."""

from mockserver.exchange import Headers, Reply
from mockserver.exchange.preferences import Preferences
from mockserver.rendering.encoding import to_json
from mockserver.replies.error_writer import ErrorWriter
from mockserver.replies.writer import ReplyWriter

RETRY_AFTER = b"60"  # seconds, on a forced 429


class Forced:
    """The forced answers of one operation."""

    def __init__(self, errors: ErrorWriter, replies: ReplyWriter, seed: int) -> None:
        self._errors = errors
        self._replies = replies
        self._seed = seed

    def reply(self, prefer: Preferences) -> Reply | None:
        """The answer that the preferences force, None where they force none that the operation declares."""
        if prefer.code is None and prefer.example is None and not prefer.dynamic:
            return None
        names = tuple(
            name
            for name, wanted in (
                ("code", prefer.code),
                ("example", prefer.example),
                ("dynamic", prefer.dynamic or None),
                ("seed", prefer.seed if prefer.dynamic else None),
            )
            if wanted is not None
        )
        reply = self.bare(prefer)
        if reply is None:
            return None
        return Reply(reply.status, [*reply.headers, prefer.applied(names)], reply.body)

    def bare(self, prefer: Preferences) -> Reply | None:
        """The same without telling what was applied."""
        return self._named(prefer) if prefer.example is not None else self._coded(prefer)

    def _named(self, prefer: Preferences) -> Reply | None:
        for status in [prefer.code] if prefer.code else self._replies.statuses():
            found = self._errors.example(status, prefer.example)
            if found is not None:
                return self._reply(status, *found)
        return None

    def _coded(self, prefer: Preferences) -> Reply | None:
        status = prefer.code or self._replies.statuses()[0]
        found = None if prefer.dynamic else self._errors.example(status)
        if found is not None:
            return self._reply(status, *found)
        made = self._replies.generated(status, self._seed if prefer.seed is None else prefer.seed)
        return None if made is None else Reply(status, _waiting(status, made.headers), made.body)

    def _reply(self, status: int, headers: Headers, example: object) -> Reply:
        return Reply(status, _waiting(status, headers), to_json(example))


def _waiting(status: int, headers: Headers) -> Headers:
    """Headers with what a client has to be told that is told to slow down."""
    if status != 429 or any(name == b"retry-after" for name, _ in headers):
        return headers
    return [*headers, (b"retry-after", RETRY_AFTER)]
