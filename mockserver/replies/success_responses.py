"""Which of the responses of an operation answer a request with nothing wrong."""

from mockserver.contract.model import Operation, Response


def successes(operation: Operation) -> list[tuple[int, Response]]:
    """The final responses below 400 of an operation, as numbers; `2XX` counts as 200, so does a lone `default`.

    Of one that declares no success, but errors, the one that answers all its calls.
    """
    found = []
    for status, response in operation.responses.items():
        if status.isdigit() and 200 <= int(status) < 400:
            found.append((int(status), response))
        elif status.upper() in {"2XX", "3XX"}:
            found.append((int(status[0]) * 100, response))
    if not found and "default" in operation.responses:
        found.append((200, operation.responses["default"]))
    found = found or _errors(operation)[:1]
    return sorted(found, key=lambda pair: (not 200 <= pair[0] < 300, pair[0]))


# Errors that say least of a request with nothing wrong, the likeliest first; then any other, those of servers last.
MEANT = (410, 404, 405, 501, 409, 423, 451, 403, 402)


def _errors(operation: Operation) -> list[tuple[int, Response]]:
    found = [
        (int(f"{status[0]}00" if status.upper().endswith("XX") else status), response)
        for status, response in operation.responses.items()
        if status[:1] in {"4", "5"} and (status.isdigit() or status.upper().endswith("XX"))
    ]
    return sorted(found, key=lambda pair: _meant(pair[0]))


def _meant(status: int) -> tuple[bool, int, int]:
    place = MEANT.index(status) if status in MEANT else len(MEANT)
    return status >= 500 and status not in MEANT, place, status
