"""The shapes that a document has for its errors, for operations that declare none."""

from collections.abc import Mapping, Sequence

from mockserver.contract.model import Operation, Response, is_json

DEFAULT = "DEFAULT"


def shape_for(shapes: Mapping[str, Response], status: int) -> Response | None:
    """What siblings answer with a status: what they declare for it, for a range that it is of, for all others."""
    return shapes.get(str(status)) or shapes.get(f"{status // 100}XX") or shapes.get(DEFAULT)


def error_shapes(operations: Sequence[Operation]) -> dict[str, Response]:
    """By status of an error, the response that most operations have for it: what their siblings without one answer.

    Responses are the same that have the same schema and examples in JSON. A range of statuses, and a `default` beside a
    success, stand for each status that nobody declares by itself; `shape_for` knows.
    """
    found: dict[str, dict[str, list[Response]]] = {}
    for operation in operations:
        succeeds = any(status[:1] in {"2", "3"} for status in operation.responses)
        for name, response in operation.responses.items():
            status = name.upper()
            is_error = status[:1] in {"4", "5"} or (status == DEFAULT and succeeds)
            media = response.media() if is_error else None
            if media is not None and is_json(media.type) and (media.schema or media.examples):
                alike = repr((media.schema, media.examples))
                found.setdefault(status, {}).setdefault(alike, []).append(response)
    return {status: max(shapes.values(), key=len)[0] for status, shapes in found.items()}
