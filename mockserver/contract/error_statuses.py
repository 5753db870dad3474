"""Which status a kind of error takes where `x-mock` does not say: one that the operation declares for its like."""

from collections.abc import Mapping

from mockserver.contract.model import Operation
from mockserver.errors import DEFAULT_STATUS, ErrorKind

INVALID = (400, 422)
CONFLICT = (409, 422, 400)
# The statuses that documents have for each kind, the likeliest first; of every other kind, its own alone.
LIKELY: Mapping[str, tuple[int, ...]] = {
    ErrorKind.MALFORMED_BODY: INVALID,
    ErrorKind.INVALID_PARAMETER: INVALID,
    ErrorKind.INVALID_BODY: INVALID,
    ErrorKind.INVALID_CURSOR: INVALID,
    ErrorKind.CONFLICT: CONFLICT,
    ErrorKind.IN_USE: CONFLICT,
    ErrorKind.PATCH_FAILED: CONFLICT,
    ErrorKind.IDEMPOTENCY_MISMATCH: CONFLICT,
    ErrorKind.NOT_FOUND: (404, 410, 400),
    ErrorKind.UNAUTHENTICATED: (401, 403),
    ErrorKind.FORBIDDEN: (403, 401),
    ErrorKind.NOT_PERMITTED: (403, 401),
}
ANY_ERROR = ("default", "4XX", "4xx")  # stand for every status, so that none of another kind is needed


def likely_status(kind: str, operation: Operation | None) -> int:
    """The status of a kind of error: the first of those for its like that the operation declares, else its own.

    Args:
        kind: One of `ErrorKind`; one that a document adds says its status itself.
        operation: None outside any.
    """
    declared = operation.responses if operation else {}
    own = DEFAULT_STATUS[kind]
    likely = LIKELY.get(kind, ())
    if likely is not INVALID and not declared.keys().isdisjoint(ANY_ERROR):
        return own
    return next((status for status in likely if str(status) in declared), own)
