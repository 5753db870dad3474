"""Small documents drawn by chance: resources with lists, pages, filters, sorts, writes, actions, some below others."""

from typing import Any

from hypothesis import strategies as st

from tests.contract.inference.tiny import Json, array, content, enum, obj, op, query

NAMES = ("pets", "owners", "orders", "categories", "boxes")
PROPERTIES: dict[str, Any] = {
    "name": {"type": "string"},
    "status": enum("draft", "open", "cancelled"),
    "size": {"type": "integer", "minimum": 0, "maximum": 99},
    "price": {"type": "number"},
    "active": {"type": "boolean"},
    "created_at": {"type": "string", "format": "date-time"},
    "updatedAt": {"type": "string", "format": "date-time"},
    "tags": array("string"),
    "address": obj(city="string", zip="string"),
    "owner_id": {"type": "string"},
    "note": {"type": "string", "nullable": True},
}
PAGES: dict[str, tuple[list[Json], Json]] = {
    "none": ([], {}),
    "page": (
        [query("page", "integer"), query("per_page", {"type": "integer", "default": 5})],
        {"total": "integer"},
    ),
    "from 0": (
        [query("page", {"type": "integer", "minimum": 0}), query("size", "integer")],
        {"totalPages": "integer", "last": "boolean"},
    ),
    "offset": (
        [query("offset", "integer"), query("limit", "integer")],
        {"count": "integer", "next": "string/uri"},
    ),
    "cursor": (
        [query("cursor"), query("limit", "integer")],
        {"next_cursor": "string", "has_more": "boolean"},
    ),
    "keys": ([query("starting_after"), query("limit", "integer")], {"has_more": "boolean"}),
    "size": ([query("limit", {"type": "integer", "maximum": 10})], {}),
}
FILTERS = (query("name"), query("status", enum("draft", "open", "cancelled")), query("min_size", "integer"),
           query("created_after", "string/date-time"), query("q"), query("tag"), query("weather"))  # fmt: skip
SORTS: tuple[list[Json], ...] = (
    [],
    [query("sort", enum("name", "-name"))],
    [query("sort_by"), query("order", enum("asc", "desc"))],
)
KEYS = ({"type": "string"}, {"type": "integer"}, {"type": "string", "format": "uuid"})


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """A document's data."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    paths: Json = {"/health": {"get": op(obj(ok="boolean"))}}
    schemas: Json = {}
    for index, name in enumerate(names):
        above = draw(st.sampled_from(["", *names[:index]]))
        paths |= draw(_resource(name, above, schemas))
    return {
        "openapi": draw(st.sampled_from(["3.0.3", "3.1.0"])),
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


@st.composite
def _resource(draw: st.DrawFn, name: str, above: str, schemas: Json) -> Json:
    chosen = draw(st.lists(st.sampled_from(sorted(PROPERTIES)), min_size=1, max_size=5, unique=True))
    key, field = draw(st.sampled_from(KEYS)), draw(st.sampled_from(["id", "uuid", "code"]))
    own = f"{name}Row"
    schemas[own] = obj(field, **{field: key}, **{each: PROPERTIES[each] for each in chosen})
    hole = draw(st.sampled_from([field, f"{name[:-1]}_id"]))
    begun = f"/{above}/{{above}}/{name}" if above else f"/{name}"
    parents = (
        [{"name": "above", "in": "path", "required": True, "schema": {"type": "string"}}] if above else []
    )
    parameter = {"name": hole, "in": "path", "required": True, "schema": key}
    ref = f"#{own}"
    collection: Json = {"get": draw(_list(ref, name))}
    if draw(st.booleans()):
        collection["post"] = op(ref, status="201", body=ref, responses=_errors(draw))
    item: Json = {"get": op(_wrapped(draw, ref), responses=_errors(draw))}
    for method in draw(st.sets(st.sampled_from(["put", "patch", "delete"]))):
        item[method] = op(status="204") if method == "delete" else op(ref, body=ref)
    found = {
        begun: {"parameters": parents, **collection},
        f"{begun}/{{{hole}}}": {"parameters": [*parents, parameter], **item},
    }
    if draw(st.booleans()):
        found[f"{begun}/{{{hole}}}/cancel"] = {"parameters": [*parents, parameter], "post": op(ref)}
    if draw(st.booleans()):
        one = obj("level", level="integer", note="string")
        below = {
            "get": op(one, responses=_errors(draw)),
            draw(st.sampled_from(["put", "patch"])): op(one, body=one),
        }
        if draw(st.booleans()):
            below["delete"] = op(status="204")
        found[f"{begun}/{{{hole}}}/settings"] = {"parameters": [*parents, parameter], **below}
    return found


@st.composite
def _list(draw: st.DrawFn, ref: str, name: str) -> Json:
    parameters, members = PAGES[draw(st.sampled_from(sorted(PAGES)))]
    more = draw(st.lists(st.sampled_from(FILTERS), max_size=3, unique_by=lambda each: each["name"]))
    place = draw(st.sampled_from(["", "data", name]))
    answer = obj(**{place: array(ref)}, **members) if place else array(ref)
    return op(answer, *parameters, *more, *draw(st.sampled_from(SORTS)), responses=_errors(draw))


def _wrapped(draw: st.DrawFn, ref: str) -> Any:
    return obj(data=ref) if draw(st.booleans()) else ref


def _errors(draw: st.DrawFn) -> Json:
    declared = draw(st.sets(st.sampled_from(["400", "404", "409", "422"])))
    error = content(obj("message", message="string"))
    return {status: {"description": "", **error} for status in sorted(declared)}
