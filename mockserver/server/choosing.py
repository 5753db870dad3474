"""Telling apart operations of one method whose path templates have one shape."""

from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl

from mockserver.access.credentials import ANONYMOUS
from mockserver.exchange import Call, Exchange, Request
from mockserver.server.plan import Plan
from mockserver.server.router import Entry, PathValues
from mockserver.server.unserved import Unserved
from mockserver.state.namespaces import Namespaces

AnsweringEntry = Entry[Plan | Unserved]


def choose(
    entries: Sequence[AnsweringEntry], values: PathValues, exchange: Exchange, namespaces: Namespaces
) -> AnsweringEntry | None:
    """The entry whose operation a request is for.

    The query that a path's key asks for (`/search?beta=true`) has to be there. Of several, the one is taken that reads
    the request without a complaint, by its path parameters' schemas or by its body, and asks for most; else the first:
    of `/items/{id}`, a UUID, and `/items/{code}`, that is the second for `A7`, and never for a UUID.

    Args:
        entries: In the document's order.
        values: Of the path's templates.
        exchange: With the request.
        namespaces: Whose clock a reading goes by.

    Returns:
        None where the request's query is that of none.
    """
    request = exchange.request
    asked = [entry for entry in entries if has_query(request, entry.answer.operation.query)]
    asked.sort(key=lambda entry: -len(entry.answer.operation.query))
    if len(asked) < 2:
        return asked[0] if asked else None
    state = namespaces.enter(exchange.namespace)
    for entry in sorted(asked, key=lambda entry: (-len(entry.answer.operation.query), -_asks(entry.answer))):
        plan = entry.answer
        call = Call(request, ANONYMOUS, state)
        if isinstance(plan, Plan) and plan.reader.fits(call, entry.parameters(values)):
            return entry
    return asked[0]


def _asks(answer: Plan | Unserved) -> int:
    return answer.narrowness if isinstance(answer, Plan) else 0


def fits_path(entry: AnsweringEntry, values: PathValues) -> bool:
    """Whether the values of a path fit the schemas of an operation's path parameters."""
    plan = entry.answer
    return not isinstance(plan, Plan) or plan.reader.admits_path(entry.parameters(values))


def has_query(request: Request, pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether a request's query has each pair."""
    wanted = set(pairs)
    return not wanted or wanted <= set(parse_qsl(request.query.decode("latin-1"), keep_blank_values=True))
