"""One tiny document for each rule about writes, actions, times, header fields and rows, and the `x-mock` expected."""

from typing import Any

import pytest

from tests.contract.inference.ruled import ROW, Rule, operation, pets
from tests.contract.inference.tiny import Json, array, enum, obj, op, query

TIME = {"type": "string", "format": "date-time"}


def acting(verb: str, row: Any, method: str = "post", **more: Any) -> Json:
    return {**pets(row), f"/pets/{{id}}/{verb}": {method: op(row), **more}}


def action(verb: str) -> str:
    return operation(f"/pets/{{id}}/{verb}", "post", "set")


def resource(rest: str) -> str:
    return f"/x-mock/resources/pets/{rest}"


def status(*values: str) -> Json:
    return obj("id", id="string", status=enum(*values))


def headed(*names: str, answer: Any = None, status: str = "200") -> Json:
    headers = {name: {"schema": {"type": "string"}} for name in names}
    found: Json = op(answer if answer is not None else array(ROW))["responses"]["200"]
    return {"responses": {status: {**found, "headers": headers}}}


PAGED = [query("page", "integer"), query("limit", "integer")]
NEEDS = {**query("status", enum("open", "closed")), "required": True}
OWNED = obj("id", id="string", owner_id="string")
OWNERS = {"/owners": {"get": op(array(ROW))}, "/owners/{id}": {"get": op(ROW)}}
BOTH = obj("id", id="string", owner_id="string", status=enum("open", "closed"))
WHOLE = op(ROW, body=ROW)

RULES = [
    Rule(
        "a verb names a value of a status",
        acting("cancel", status("open", "cancelled")),
        action("cancel"),
        {"status": "cancelled"},
    ),
    Rule(
        "in the other spelling too",
        acting("cancel", status("open", "canceled")),
        action("cancel"),
        {"status": "canceled"},
    ),
    Rule("and irregular verbs", acting("pay", status("open", "paid")), action("pay"), {"status": "paid"}),
    Rule(
        "a verb names a truth value",
        acting("archive", obj("id", id="string", archived="boolean")),
        action("archive"),
        {"archived": True},
    ),
    Rule(
        "its opposite undoes it",
        acting("unarchive", obj("id", id="string", archived="boolean")),
        action("unarchive"),
        {"archived": False},
    ),
    Rule(
        "so does a DELETE beside it",
        acting("star", obj("id", id="string", starred="boolean"), delete=op(status="204")),
        operation("/pets/{id}/star", "delete", "set"),
        {"starred": False},
    ),
    Rule(
        "a verb that names nothing sets nothing",
        acting("ping", status("open", "closed")),
        action("ping"),
        None,
    ),
    Rule(
        "a verb behind a colon is an action",
        {**pets(), "/pets/{id}:cancel": {"post": op(ROW)}},
        operation("/pets/{id}:cancel", "post", "behaviour"),
        "act",
    ),
    Rule(
        "a name that a new row must have and no row shows is its key",
        pets(obj("id", id="string", colour="string"), post=op(ROW, body=obj("name", name="string"))),
        operation("/pets", "post", "set"),
        {"id": "$request.body#/name"},
    ),
    Rule(
        "but a body that has an id and nothing else names a row that is there",
        pets(obj("id", id="string", colour="string"), post=op(ROW, body=obj("pet_id", pet_id="string"))),
        operation("/pets", "post", "set"),
        None,
    ),
    Rule(
        "what a body calls by another spelling is what rows show",
        pets(obj("id", id="string", pet_name="string"), post=op(ROW, body=obj(PetName="string"))),
        operation("/pets", "post", "set"),
        {"pet_name": "$request.body#/PetName"},
    ),
    Rule(
        "in a change too",
        pets(obj("id", id="string", pet_name="string"), one_patch=op(ROW, body=obj(PetName="string"))),
        operation("/pets/{id}", "patch", "set"),
        {"pet_name": "$request.body#/PetName"},
    ),
    Rule(
        "but not where the key is a number",
        pets(obj("id", id="integer", colour="string"), post=op(ROW, body=obj("name", name="string"))),
        operation("/pets", "post", "set"),
        None,
    ),
    Rule(
        "a PUT with a needed body is the whole row",
        pets(one_put=WHOLE),
        operation("/pets/{id}", "put", "replace"),
        True,
    ),
    Rule(
        "one without is not",
        pets(one_put=op(ROW, body=obj(name="string"))),
        operation("/pets/{id}", "put", "replace"),
        None,
    ),
    Rule("nor is a PATCH", pets(one_patch=WHOLE), operation("/pets/{id}", "patch", "replace"), None),
    Rule(
        "a row may be wrapped in a request",
        pets(post=op(ROW, status="201", body=obj(pet=ROW))),
        operation("/pets", "post", "body"),
        "/pet",
    ),
    Rule(
        "and is the body where it is not",
        pets(post=op(ROW, status="201", body=ROW)),
        operation("/pets", "post", "body"),
        None,
    ),
    Rule(
        "a time of creation is set by the server",
        pets(obj("id", id="string", created_at=TIME)),
        resource("on_create"),
        {"created_at": "$now"},
    ),
    Rule(
        "one of a change with each change",
        pets(obj("id", id="string", lastModified="string/date")),
        resource("on_update"),
        {"lastModified": "$now.date"},
    ),
    Rule(
        "in seconds where the document shows them",
        pets(obj(id="string", created={"type": "integer", "example": 1700000000})),
        resource("on_create"),
        {"created": "$now.unix"},
    ),
    Rule(
        "a time that is sent is the client's",
        pets(obj(id="string", created_at=TIME), post=op(body=obj(created_at=TIME))),
        resource("on_create"),
        None,
    ),
    Rule(
        "a new row is told where it is",
        pets(post=op(ROW, status="201", body=ROW)),
        operation("/pets", "post", "responses/201/headers"),
        {"Location": "{$base}/pets/{$row.id}"},
    ),
    Rule(
        "declared header fields tell of pages",
        pets(get={**headed("X-Total-Count", "X-Per-Page", "X-Other"), "parameters": PAGED}),
        operation("/pets", "get", "responses/200/headers"),
        {"X-Total-Count": "$page.total", "X-Per-Page": "$page.size"},
    ),
    Rule(
        "the usual ones where nothing else does",
        pets(get=op(array(ROW), *PAGED)),
        operation("/pets", "get", "responses/200/headers"),
        {"Link": "$page.link", "X-Total-Count": "$page.total"},
    ),
    Rule(
        "none where the body does",
        pets(get=op(obj(pets=array(ROW), total="integer"), *PAGED)),
        operation("/pets", "get", "responses/200/headers"),
        None,
    ),
    Rule(
        "a list that is said to have its newest rows first has them so",
        pets(
            obj("id", id="string", created_at=TIME),
            get=op(array(obj("id", id="string", created_at=TIME)), description="All pets, newest first."),
        ),
        operation("/pets", "get", "sort"),
        ["-created_at"],
    ),
    Rule(
        "an answer with the id of what the path names is of a new row",
        pets(post=op(obj(pet_id="string", message="string"), body=obj(colour="string"))),
        operation("/pets", "post", "behaviour"),
        "create",
    ),
    Rule(
        "links without a parameter for them carry one",
        pets(get=op(obj(pets=array(ROW), next="string/uri"), query("limit", "integer"))),
        "/x-mock/pagination/linked",
        {"style": "offset", "by": "offset"},
    ),
    Rule(
        "a list of the first rows shows the newest",
        pets(
            obj("id", id="string", created_at=TIME),
            get=op(array(obj("id", id="string", created_at=TIME)), query("limit", "integer")),
        ),
        operation("/pets", "get", "sort"),
        ["-created_at"],
    ),
    Rule(
        "rows fill three pages",
        pets(get=op(array(ROW), query("page", "integer"), query("limit", {"type": "integer", "default": 8}))),
        resource("rows/count"),
        20,
    ),
    Rule(
        "a filter that a list needs is met by every second row",
        pets(
            obj(id="string", status=enum("open", "closed")),
            get=op(array(obj(id="string", status=enum("open", "closed"))), NEEDS),
        ),
        resource("rows/given"),
        {"status": "open"},
    ),
    Rule(
        "a parent that a list needs has rows of its own",
        {**OWNERS, **pets(OWNED, get=op(array(OWNED), {**query("owner_id"), "required": True}))},
        resource("rows/per"),
        "owner_id",
    ),
    Rule(
        "and what else the list needs is met by every second of them",
        {**OWNERS, **pets(BOTH, get=op(array(BOTH), {**query("owner_id"), "required": True}, NEEDS))},
        resource("rows"),
        {"count": 12, "per": "owner_id", "given": {"status": "open"}},
    ),
    Rule(
        "rows below a parent are made for each",
        {**OWNERS, "/owners/{owner_id}/pets": {"get": op(array(OWNED))}},
        resource("rows/per"),
        "owner_id",
    ),
    Rule(
        "an object named as a resource refers to it by its key",
        {**OWNERS, **pets(obj("id", id="string", owner=obj(id="string", name="string")))},
        resource("references"),
        {"owner.id": {"resource": "owners", "must_exist": False}},
    ),
    Rule(
        "one without the key does not",
        {**OWNERS, **pets(obj("id", id="string", owner=obj(name="string")))},
        resource("references"),
        None,
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_a_rule_gives_the_x_mock_beside_it(rule: Rule) -> None:
    assert rule.found() == rule.expected


def test_no_two_rules_are_called_the_same() -> None:
    assert len({rule.says for rule in RULES}) == len(RULES)
