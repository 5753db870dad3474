"""What a request calls by another name, or has in another form, than rows show it."""

import pytest

from tests.contract.inference.ruled import ROW, Rule, operation, pets
from tests.contract.inference.tiny import obj, op, query

OWNED = obj("id", id="string", owner_id="string")
OWNING = obj("id", id="string", name="string", owner=obj(gid="string", name="string"))
PLACED = obj("id", id="string", name="string", place=obj(id="integer", name="string"))

RULES = [
    Rule(
        "and what it calls by the name of its resource",
        pets(obj("id", id="string", name="string"), post=op(ROW, body=obj(pet_name="string"))),
        operation("/pets", "post", "set"),
        {"name": "$request.body#/pet_name"},
    ),
    Rule(
        "a plain id in a request is the id of the object that rows show",
        pets(OWNING, post=op(OWNING, body=obj(owner="string", name="string"))),
        operation("/pets", "post", "set"),
        {"owner.gid": "$request.body#/owner"},
    ),
    Rule(
        "a plain text the name of one whose id is a number",
        pets(PLACED, post=op(PLACED, body=obj(place="string", name="string"))),
        operation("/pets", "post", "set"),
        {"place.name": "$request.body#/place"},
    ),
    Rule(
        "what a create says in its query is what rows show",
        pets(OWNED, post=op(OWNED, {**query("owner_id"), "required": True}, body=OWNED)),
        operation("/pets", "post", "set"),
        {"owner_id": "$request.query.owner_id"},
    ),
    Rule(
        "a change without a body says it all there",
        pets(ROW, one_post=op(ROW, query("name"))),
        operation("/pets/{id}", "post", "set"),
        {"name": "$request.query.name"},
    ),
    Rule(
        "in an envelope too",
        pets(OWNING, post=op(OWNING, body=obj(data=obj(owner="string", name="string")))),
        operation("/pets", "post", "set"),
        {"owner.gid": "$request.body#/data/owner"},
    ),
    Rule(
        "but not an object",
        pets(OWNING, post=op(OWNING, body=OWNING)),
        operation("/pets", "post", "set"),
        None,
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_a_request_says_what_rows_show(rule: Rule) -> None:
    assert rule.found() == rule.expected
