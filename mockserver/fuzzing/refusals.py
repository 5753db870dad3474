"""Telling a refusal that no schema can foresee from a valid request that is refused wrongly."""

from collections import Counter
from collections.abc import Collection, Iterator

import orjson
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import (
    AuthScenario,
    EnsureResourceAvailability,
    IgnoredAuth,
    RejectedPositiveData,
)

from mockserver.access.credentials import ANONYMOUS
from mockserver.exchange import Call, Exchange, Reply
from mockserver.state.journal import Journal

CASE_HEADER = "X-Schemathesis-TestCaseId"  # each case sends its own


class Refusals:
    """Drops the failures that only say that rows, not the request, were the reason to refuse.

    `positive_data_acceptance` takes every 400 and 422 to a schema-valid request for a fault. Vendors answer so, and
    say it, to what depends on their data as well: an email that is taken, a cursor that they did not make, a row that
    others refer to. No schema can say that. Where a vendor answers 409 or 404 the check knows better (schemathesis
    #3402); for the others it has a hook (#4743, made for #1792). What passes this one is as narrow as can be: that
    check alone, and only where the journal's entry for this very request says that all of it met the document's
    schemas. Another passes where the document declares nothing but errors of an operation: no request of it succeeds.

    `ensure_resource_availability` takes a 404 to what was just created for a fault, unless that was deleted itself; it
    learns of other ways to go (#4772), but not of a parent whose deletion takes its children along, nor that a reply
    which an idempotency key brings back creates nothing; and it looks at the path alone, where a 404 may be about a
    row that the body refers to. What passes is a 404 to a row that the journal names among those that an earlier
    deletion took along, or that was deleted before a reply brought back its creation; and one to a reference that no
    earlier 2xx of this server holds, so that the generator made it up.

    `ignored_auth` takes the credentials of one scheme away and sends the rest: where alternatives lead to an operation,
    what is left may be enough (it removes keys and tokens, not those of OAuth 2.0 and OpenID Connect). What passes is
    a request of which the journal says whom it came from.

    Attributes:
        dropped: How many failures were dropped, by the kind of error, or `no_success_declared`; `deleted_along`,
            `replayed` and `made_up` count those of the second check, `authenticated` those of the third.
        operations: Whose they were.
    """

    def __init__(self, journal: Journal, failing: Collection[str] = ()) -> None:
        """Take the journal, and the operations of which the document declares nothing but errors."""
        self._journal = journal
        self._failing = failing
        self.dropped: Counter[str] = Counter()
        self.operations: set[str] = set()

    def keep(self, failure: Failure, response: Response) -> bool:
        """Whether a failure counts."""
        if isinstance(failure, IgnoredAuth):
            return self._is_stranger(failure)
        exchange = self._exchange(str(response.request.headers.get(CASE_HEADER, "")).encode())
        if isinstance(failure, EnsureResourceAvailability) and exchange is not None:
            reason = self._why_gone(exchange)
            if reason is not None:
                self.dropped[reason] += 1
            return reason is None
        if not isinstance(failure, RejectedPositiveData):
            return True
        if failure.operation in self._failing:
            self.dropped["no_success_declared"] += 1
            return False
        if exchange is None or not exchange.valid or exchange.kind is None:
            return True
        self.dropped[exchange.kind] += 1
        self.operations.add(str(failure.operation))
        return False

    def _is_stranger(self, failure: IgnoredAuth) -> bool:
        """Whether the request that was let in without the credentials of a scheme had no others."""
        probe = self._exchange((failure.case_id or "").encode())
        if failure.scenario is not AuthScenario.NO_AUTH or probe is None:
            return True
        if probe.caller is None or probe.caller == ANONYMOUS.name:
            return True
        self.dropped["authenticated"] += 1
        return False

    def _why_gone(self, exchange: Exchange) -> str | None:
        """Why a row that an exchange names is not there, though all seem to have been created just now."""
        if exchange.call is None:
            return None
        named = {str(value) for value in exchange.call.path.values()}
        referred = exchange.call.refusal.unknown if exchange.call.refusal else None
        if referred is not None and referred not in named:
            quoted = orjson.dumps(referred)
            given = any(reply.status < 300 and quoted in reply.body for _, reply in self._before(exchange))
            return None if given else "made_up"
        deleted = False
        for call, reply in self._before(exchange):
            gone = [change for change in call.changes if change.after is None and change.key in named]
            if any(change.along for change in gone):
                return "deleted_along"
            deleted = deleted or bool(gone)
            if deleted and call.replayed and any(name.encode() in reply.body for name in named):
                return "replayed"
        return None

    def _before(self, exchange: Exchange) -> Iterator[tuple[Call, Reply]]:
        """The calls and the replies of the exchanges before one that were read against an operation."""
        for number, found in self._journal.entries():
            if number < exchange.number and found.call is not None and found.reply is not None:
                yield found.call, found.reply

    def _exchange(self, case: bytes) -> Exchange | None:
        """What the journal has about a case, None when it has nothing."""
        name = CASE_HEADER.lower().encode()
        latest = reversed(list(self._journal.entries()))
        return next((found for _, found in latest if found.request.headers.get(name) == case), None)
