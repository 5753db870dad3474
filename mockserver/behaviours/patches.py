"""Patches of rows, by the request's media type: JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7396).

Both are meant for what a client sees of a row, not for what is stored: a pointer has the names of the response.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from mockserver.behaviours.fields import BodyFields
from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.model import Contract, Operation, is_json
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.exchange import Call
from mockserver.rows import Row, TenantRows
from mockserver.services import Services

MOST_OPERATIONS = 1000  # of one JSON Patch

Apply = Callable[[Any, Any, int], Any]


@dataclass(frozen=True, slots=True)
class PatchedFields:
    """What a patch does to a row: fields with their values, and fields that are no more."""

    fields: Mapping[str, Any]
    removed: frozenset[str]


class Patcher:
    """Applies the patches of one operation."""

    def __init__(self, operation: Operation, services: Services, resource: str) -> None:
        schema = seen_as(services.contract, operation, resource)
        self._schema = schema
        self._limit = services.max_body
        self._view = services.views.view(schema, resource).plain if schema else None
        self._fields = BodyFields(services, schema, {})
        self._validator = services.schemas.validator(schema)
        self._resource = resource

    def change(self, apply: Apply, row: Row, call: Call, tenant: TenantRows) -> PatchedFields:
        """What the patch in a call's body does to a row.

        Raises:
            ApiError: `patch_failed` for a patch that cannot be applied, `invalid_body` for one that is none, or that
                leaves what breaks the schema, `payload_too_large` for one that leaves too much.
        """
        shown = self._view.show(row, call, tenant) if self._view else row.data
        before = orjson.loads(orjson.dumps(shown, default=str))
        try:
            after = apply(orjson.loads(orjson.dumps(before)), call.body, self._limit)
        except PatchError as error:
            violation = Violation("body", error.path, error.kind, {}, str(error), {}, error.kind)
            raise ApiError(error.kind, resource=self._resource, violations=[violation]) from None
        if not isinstance(after, dict):
            text = "the patch leaves no object"
            raise ApiError(
                ErrorKind.INVALID_BODY,
                violations=[Violation("body", (), "malformed", {}, text, {}, ErrorKind.INVALID_BODY)],
            )
        touched = {name for name in {*before, *after} if before.get(name, _NONE) != after.get(name, _NONE)}
        broken = self._validator.violations(after, "body", ErrorKind.INVALID_BODY)
        broken = [violation for violation in broken if not violation.path or violation.path[0] in touched]
        if broken:
            raise ApiError(ErrorKind.INVALID_BODY, violations=broken)
        return self._of(row, before, after, touched)

    def _of(
        self, row: Row, before: Mapping[str, Any], after: Mapping[str, Any], touched: set[str]
    ) -> PatchedFields:
        taken = self._fields.take({name: after[name] for name in touched if name in after})
        removed = self._fields.take({name: None for name in touched if name not in after})
        fields = {
            field: _kept(row.data.get(field), value, before.get(field), after.get(field))
            for field, value in taken.items()
        }
        return PatchedFields(fields, frozenset(removed) - frozenset(fields))


def seen_as(contract: Contract, operation: Operation, resource: str) -> Any:
    """The schema by which a client sees a row: of this operation's success, else of another one's on the resource."""
    same = [
        other for other in contract.operations if other.mock.resource == resource and other is not operation
    ]
    for candidate in (operation, *sorted(same, key=lambda other: other.mock.behaviour != "get")):
        for status in ("200", "201", "2XX", "default"):
            response = candidate.responses.get(status)
            media = response.media() if response is not None else None
            if media is None or not is_json(media.type) or candidate.mock.behaviour == "list":
                continue
            if schemas.properties(contract.document, media.schema):
                return media.schema
    return {}


def _kept(stored: Any, taken: Any, before: Any, after: Any) -> Any:
    """A value that is put in the place of a stored one, with the members of it that the client does not set or see."""
    if not all(isinstance(value, Mapping) for value in (stored, taken, before, after)):
        return taken
    kept = {
        name: value
        for name, value in stored.items()
        if name not in taken and (name in after or name not in before)
    }
    return kept | {
        name: _kept(stored.get(name), value, before.get(name), after.get(name))
        for name, value in taken.items()
    }


_NONE = object()


class PatchError(Exception):
    """A patch cannot be applied, or is none.

    Attributes:
        kind: The kind of error.
        path: Where in the body the reason is.
    """

    def __init__(self, kind: str, reason: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        self.kind = kind
        self.path = path


def json_patch(target: Any, operations: Any, limit: int) -> Any:
    """A target after the operations of a JSON Patch (RFC 6902), all of them or none.

    Args:
        target: Changed in place.
        operations: The patch.
        limit: The most bytes that the target may grow to: a copy of the whole into itself doubles it.

    Raises:
        PatchError: For an operation that is none, or does not apply.
    """
    from jsonpatch import (  # noqa: PLC0415 - few operations take such patches
        InvalidJsonPatch,
        JsonPatch,
        JsonPatchException,
        JsonPointerException,
    )

    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        raise PatchError(
            ErrorKind.INVALID_BODY, f"a JSON Patch is a list of at most {MOST_OPERATIONS} operations"
        )
    for index, operation in enumerate(operations):
        _check(index, operation)
        try:
            target = JsonPatch([operation]).apply(target, in_place=True)
        except (InvalidJsonPatch, TypeError) as error:
            raise PatchError(
                ErrorKind.INVALID_BODY, f"operation {index} is none: {error}", (index,)
            ) from None
        except (JsonPatchException, JsonPointerException) as error:
            raise PatchError(
                ErrorKind.PATCH_FAILED, f"operation {index} does not apply: {error}", (index,)
            ) from None
        if operation.get("op") == "copy" and len(orjson.dumps(target)) > limit:
            raise PatchError(ErrorKind.PAYLOAD_TOO_LARGE, f"operation {index} makes too much of it", (index,))
    return target


def _check(index: int, operation: Any) -> None:
    """Refuse what is no operation for its pointers alone (RFC 6901, 3), which is not told from one that leads nowhere.

    Raises:
        PatchError: Then.
    """
    pointers = (
        [operation.get(name, "") for name in ("path", "from")] if isinstance(operation, Mapping) else [0]
    )
    if any(not isinstance(pointer, str) or (pointer and pointer[0] != "/") for pointer in pointers):
        raise PatchError(
            ErrorKind.INVALID_BODY, f"operation {index} is none: a JSON pointer begins with /", (index,)
        )


def merge_patch(target: Any, patch: Any, limit: int) -> Any:
    """A target after a JSON Merge Patch (RFC 7396): null removes, objects are merged, all else is replaced."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value, limit)
    return merged


PATCHES: Mapping[bytes, Apply] = {
    b"application/json-patch+json": json_patch,
    b"application/merge-patch+json": merge_patch,
}


def takes_patches(operation: Operation, document: Document) -> bool:
    """Whether an operation's body may be a patch."""
    declared = operation.body.content if operation.body else ()
    named = any(patch_of(name.encode("latin-1")) or "*" in name for name in declared)
    return named or patched_by_schema(operation, document) is not None


def patched_by_schema(operation: Operation, document: Document) -> Apply | None:
    """What applies a body that is called plain JSON and is an array of the operations of a JSON Patch (RFC 6902, 4)."""
    for media in operation.body.content.values() if operation.body else ():
        if "patch" in media.type.lower():
            continue  # it says what it is: another media type beside it is no patch
        one = (
            schemas.items(document, media.schema)
            if "array" in schemas.types(document, media.schema)
            else None
        )
        if one is not None and {"op", "path"} <= schemas.properties(document, one).keys():
            return json_patch
    return None


def patch_of(content_type: bytes) -> Apply | None:
    """What applies a body of a content type to a row; None for one that is no patch, but fields."""
    return (
        PATCHES.get(content_type.partition(b";")[0].strip().lower())
        if b"patch" in content_type.lower()
        else None
    )
