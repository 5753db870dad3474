"""Parameters of lists become parts of paging, filters and orders; members of their bodies tell of pages."""

from typing import Any

import pytest

from tests.contract.inference.tiny import array, document, enum, mock, obj, op, query, root

INT = "integer"
ROW = obj(
    "id", id="string", name="string", status=enum("open", "closed"), size="integer", tags=array("string"),
    created_at="string/date-time", owner=obj(id="string", name="string"), active="boolean",
)  # fmt: skip


def listing(*parameters: Any, body: Any = None, **more: Any) -> dict[str, Any]:
    of = document({"/things": {"get": op(body or array(ROW), *parameters, **more)}})
    return {**mock(of, "GET /things"), "root": root(of)}


@pytest.mark.parametrize(
    ("parameters", "pagination", "roles"),
    [
        (["page:integer", "limit:integer"], {"style": "page"}, {"page": "number", "limit": "size"}),
        (["PageNumber:integer", "PageSize:integer"], {"style": "page"}, {"PageNumber": "number", "PageSize": "size"}),
        (["page[number]:integer", "page[size]:integer"], {"style": "page"},
         {"page[number]": "number", "page[size]": "size"}),
        (["page:integer"], {"style": "page"}, {"page": "number"}),
        (["offset:integer", "limit:integer"], {"style": "offset"}, {"offset": "offset", "limit": "size"}),
        (["$skip:integer", "$top:integer"], {"style": "offset"}, {"$skip": "offset", "$top": "size"}),
        (["cursor", "limit:integer"], {"style": "cursor"}, {"cursor": "cursor", "limit": "size"}),
        (["offset", "limit:integer"], {"style": "cursor"}, {"offset": "cursor", "limit": "size"}),
        (["starting_after", "limit:integer"], {"style": "keyset"}, {"starting_after": "after", "limit": "size"}),
        (["lastSeenID:integer", "limit:integer"], {"style": "keyset"}, {"lastSeenID": "after", "limit": "size"}),
        (["after", "before", "n:integer"], {"style": "keyset"}, {"after": "after", "before": "before", "n": "size"}),
        (["limit:integer"], {"style": "offset"}, {"limit": "size"}),
        (["first:integer", "max:integer"], {"style": "offset"}, {"first": "offset", "max": "size"}),
        (["page:integer", "per_page:integer", "page_size:integer", "page_token"], {"style": "page"},
         {"page": "number", "per_page": "size", "page_size": "size", "page_token": "cursor"}),
    ],
)  # fmt: skip
def test_names_and_types_give_parts(
    parameters: list[str], pagination: dict[str, str], roles: dict[str, str]
) -> None:
    made = [query(*each.split(":")) for each in parameters]
    found = listing(*made, body=obj(data=array(ROW)))

    assert found["root"]["pagination"][found["pagination"]] == pagination
    assert {name: its["page"] for name, its in found["parameters"].items()} == roles


@pytest.mark.parametrize(
    "parameter",
    [
        query("after", "string/date-time"),
        query("since", description="Unix timestamp of the oldest one"),
        query("page", enum("first", "second")),
        query("limit", "boolean"),
        query("count", enum("estimated", "exact")),
    ],
    ids=["a date", "a time", "an enumeration", "a flag", "a way to count"],
)
def test_types_decide_before_names(parameter: dict[str, Any]) -> None:
    assert "pagination" not in listing(parameter)


def test_a_start_beside_an_end_is_a_range_of_time() -> None:
    assert "pagination" not in listing(query("start", INT), query("end", INT))
    assert listing(query("start", INT), query("limit", INT))["pagination"] == "offsets"


def test_the_members_of_an_object_cut_pages() -> None:
    page = obj(number="integer", size="integer")
    found = listing(query("page", page, style="deepObject"))

    assert found["parameters"]["page"] == {"page": {"number": "number", "size": "size"}}


@pytest.mark.parametrize(
    ("number", "body", "first"),
    [
        ({"type": "integer"}, array(ROW), 1),
        ({"type": "integer", "default": 0}, array(ROW), 0),
        ({"type": "integer", "default": 1, "minimum": 0}, array(ROW), 1),
        ({"type": "integer", "minimum": 0}, array(ROW), 0),
        ({"type": "integer"}, obj(content=array(ROW), totalElements="integer"), 0),
    ],
    ids=["not said", "default 0", "default 1", "least 0", "as Spring does"],
)
def test_the_first_page_is_the_default_or_the_least(number: dict[str, Any], body: Any, first: int) -> None:
    found = listing(query("page", number), query("size", INT), body=body)

    assert found["root"]["pagination"][found["pagination"]].get("first", 1) == first


@pytest.mark.parametrize(
    ("member", "kind", "expression"),
    [
        ("total", INT, "$page.total"),
        ("totalCount", INT, "$page.total"),
        ("things_count", INT, "$page.total"),
        ("count", INT, "$page.total"),
        ("page", INT, "$page.number"),
        ("per_page", INT, "$page.size"),
        ("offset", INT, "$page.offset"),
        ("total_pages", INT, "$page.total_pages"),
        ("has_more", "boolean", "$page.has_more"),
        ("last", "boolean", "$page.is_last"),
        ("first", "boolean", "$page.is_first"),
        ("hasPrevious", "boolean", "$page.has_previous"),
        ("next_page", INT, "$page.next_number"),
        ("next", "string/uri", "$page.links.next"),
        ("previous", {"type": "string", "example": "/things?page=1"}, "$page.paths.previous"),
        ("next_page_uri", "string", "$page.links.next"),
        ("status", "string", None),
        ("total_price", "number", None),
    ],
)
def test_members_beside_the_rows_have_roles(member: str, kind: Any, expression: str | None) -> None:
    body = obj(things=array(ROW), **{member: kind})
    members = listing(query("page", INT), query("limit", INT), body=body)["responses"]["200"]["members"]

    assert members == {"/things": "$rows", **({f"/{member}": expression} if expression else {})}


def test_a_count_beside_a_total_counts_the_page() -> None:
    body = obj(data=array(ROW), meta=obj(count="integer", total="integer"))
    members = listing(query("page", INT), body=body)["responses"]["200"]["members"]

    assert members == {"/data": "$rows", "/meta/count": "$page.count", "/meta/total": "$page.total"}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (obj(data=array(ROW), next_cursor="string"), "/next_cursor"),
        (obj(data=array(ROW), paging=obj(next=obj(after="string"))), "/paging/next/after"),
        (obj(data=array(ROW), meta=obj(cursor="string")), "/meta/cursor"),
        (obj(data=array(ROW), **{"next-token": "string"}), "/next-token"),
    ],
)
def test_a_cursor_is_found_wherever_it_stands(body: Any, place: str) -> None:
    name = "next" if "token" in place else "after" if "after" in place else "cursor"
    found = listing(query(name), query("limit", INT), body=body)

    assert found["root"]["pagination"][found["pagination"]]["style"] == "cursor"
    assert found["responses"]["200"]["members"][place] == "$page.next"


@pytest.mark.parametrize(
    ("parameter", "rule"),
    [
        (query("status", enum("open", "closed")), {"field": "status"}),
        (query("name"), {"field": "name", "ignore_case": True}),
        (query("name", description="Part of the name"), {"field": "name", "ignore_case": True}),
        (query("name", description="Things whose name contains this"),
         {"field": "name", "op": "contains", "ignore_case": True}),
        (query("filter[status]"), {"field": "status"}),
        (query("status", array(enum("open", "closed"))), {"field": "status", "op": "in"}),
        (query("tag"), {"field": "tags", "op": "any"}),
        (query("tags", array("string")), {"field": "tags", "op": "any"}),
        (query("min_size", INT), {"field": "size", "op": "gte"}),
        (query("size_lte", INT), {"field": "size", "op": "lte"}),
        (query("size__gt", INT), {"field": "size", "op": "gt"}),
        (query("size[lt]", INT), {"field": "size", "op": "lt"}),
        (query("CreatedAt>", "string/date-time"), {"field": "created_at", "op": "gte"}),
        (query("created_after", "string/date-time"), {"field": "created_at", "op": "gt"}),
        (query("since", "string/date-time"), {"field": "created_at", "op": "gte"}),
        (query("status__in"), {"field": "status", "op": "in"}),
        (query("owner_id"), {"field": "owner.id", "ignore_case": True}),
        (query("active", "boolean"), {"field": "active"}),
        (query("is_active", "boolean"), {"field": "active"}),
        (query("status", enum("open", "closed", "all")),
         {"values": {"open": {"status": "open"}, "closed": {"status": "closed"}, "all": {}}}),
        (query("thing_state", enum("ACTIVE", "INACTIVE", "ALL")),
         {"values": {"ACTIVE": {"active": True}, "INACTIVE": {"active": False}, "ALL": {}}}),
        (query("owner_name"), {"field": "owner.name", "ignore_case": True}),
        (query("owner_names", array("string")), {"field": "owner.name", "op": "in"}),
        (query("created_at", obj(gt="string/date-time"), style="deepObject"),
         {"members": {"gt": {"field": "created_at", "op": "gt"}}}),
        (query("filter", obj(name="string", other="string"), style="deepObject"),
         {"members": {"name": {"field": "name", "ignore_case": True}}}),
    ],
)  # fmt: skip
def test_parameters_named_as_properties_filter(parameter: dict[str, Any], rule: dict[str, Any]) -> None:
    assert listing(parameter)["parameters"][parameter["name"]] == {"filter": rule}


def test_a_search_looks_into_the_texts_of_a_row() -> None:
    rule = listing(query("q"))["parameters"]["q"]["filter"]

    assert rule == {"fields": ["id", "name"], "op": "contains", "ignore_case": True}


@pytest.mark.parametrize(
    "parameter",
    [
        query("colour"),
        query("size", enum("a", "b")),
        query("owner", obj(x="string")),
        query("verbose", "boolean"),
        query("which", enum("active", "sleeping")),
        query("which", enum("active", "all")),
    ],
    ids=["no such property", "of another type", "an object", "a flag", "more than a flag", "half a flag"],
)
def test_a_parameter_that_is_like_nothing_has_no_effect(parameter: dict[str, Any]) -> None:
    assert "no_effect" in listing(parameter)["parameters"][parameter["name"]]


@pytest.mark.parametrize(
    ("parameters", "rules"),
    [
        ([query("sort", enum("name", "-name", "created_at:desc", "rank"))],
         [{"values": {"name": ["name"], "-name": ["-name"], "created_at:desc": ["-created_at"]}}]),
        ([query("sort_by"), query("order", enum("asc", "desc"))],
         [{"fields": ["id", "name", "status", "size", "created_at", "active"], "marks": True, "default": "asc"},
          {"direction": {"asc": "asc", "desc": "desc"}}]),
        ([query("descending", "boolean")], [{"direction": {"true": "desc", "false": "asc"}}]),
        ([query("orderby", array(enum("name asc", "name desc")))],
         [{"values": {"name asc": ["name"], "name desc": ["-name"]}}]),
    ],
)  # fmt: skip
def test_orders_by_values_or_names(parameters: list[dict[str, Any]], rules: list[dict[str, Any]]) -> None:
    found = listing(*parameters)["parameters"]

    assert [found[parameter["name"]] for parameter in parameters] == [{"sort": rule} for rule in rules]


@pytest.mark.parametrize(
    ("parameter", "field", "given"),
    [
        (query("ids", description="A comma-separated list.", required=True, example="t1,t2"), "id", ["t1", "t2"]),
        (query("ids", array("string"), required=True, example=["t1", "t2"]), "id", ["t1", "t2"]),
        (query("status", enum("open", "closed"), required=True), "status", "open"),
    ],
    ids=["keys in a text", "an array of keys", "another field"],
)  # fmt: skip
def test_a_list_that_must_be_asked_for_something_has_rows_of_what_the_document_shows(
    parameter: dict[str, Any], field: str, given: Any
) -> None:
    found = listing(parameter)

    assert found["parameters"][parameter["name"]]["filter"]["field"] == field
    assert found["root"]["resources"]["things"]["rows"]["given"] == {field: given}


def test_a_text_of_several_values_keeps_rows_that_have_one_of_them() -> None:
    found = listing(query("status", description="Statuses, separated by commas"))

    assert found["parameters"]["status"]["filter"] == {"field": "status", "op": "in"}


WAYS = {"asc": "asc", "desc": "desc"}


@pytest.mark.parametrize(
    ("parameter", "rule"),
    [
        (
            query("sort_by", description="One of `size`, `name`."),
            {"fields": ["size", "name"], "marks": True, "default": "asc"},
        ),
        (query("sort_dir", {"type": "string", "default": "desc"}), {"direction": WAYS}),
        (query("sort_dir", {"type": "string", "default": "ASC"}), {"direction": {"ASC": "asc", "DESC": "desc"}}),
        (query("direction", description="asc or desc"), {"direction": WAYS}),
    ],
)  # fmt: skip
def test_a_sort_is_as_its_description_says(parameter: dict[str, Any], rule: dict[str, Any]) -> None:
    assert listing(parameter)["parameters"][parameter["name"]] == {"sort": rule}


def test_examples_in_a_description_are_not_all_that_there_is() -> None:
    found = listing(query("sort_by", description="For example `size` or `name`."))["parameters"]["sort_by"]

    assert "created_at" in found["sort"]["fields"]


def test_a_name_of_several_words_may_be_that_of_a_member_of_an_object() -> None:
    row = obj("id", id="string", made_by=obj(user_id="string", name="string"))
    found = listing(query("user_id"), query("first"), body=array(row))["parameters"]

    assert found["user_id"] == {"filter": {"field": "made_by.user_id", "ignore_case": True}}


@pytest.mark.parametrize(
    ("row", "order"),
    [
        (obj(id="string", created_at="string/date-time", date="string/date-time"), ["-created_at"]),
        (obj(id="string", date="string/date-time"), ["-date"]),
        (obj(id="string", due="string/date-time"), None),
        (obj(id="string", date="string/date-time", due="string/date-time"), None),
    ],
)
def test_the_only_time_of_a_row_tells_when_it_was_made(row: dict[str, Any], order: Any) -> None:
    its = listing(query("created_after", "string/date-time"), body=array(row), description="Newest first.")
    rule = its["parameters"]["created_after"].get("filter")

    assert its.get("sort") == order
    assert rule == (order and {"field": order[0][1:], "op": "gt"})
