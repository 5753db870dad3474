"""The shapes that a document has for its errors, for operations that declare none."""

from collections.abc import Sequence

from mockserver.contract.model import Operation, Response, is_json


def error_shapes(operations: Sequence[Operation]) -> dict[str, Response]:
    """By status of an error, the response that most operations have for it: what their siblings without one answer.

    Responses are the same that have the same schema and examples in JSON.
    """
    found: dict[str, dict[str, list[Response]]] = {}
    for operation in operations:
        for status, response in operation.responses.items():
            media = response.media() if status[:1] in {"4", "5"} else None
            if media is not None and is_json(media.type) and (media.schema or media.examples):
                alike = repr((media.schema, media.examples))
                found.setdefault(status, {}).setdefault(alike, []).append(response)
    return {status: max(shapes.values(), key=len)[0] for status, shapes in found.items()}
