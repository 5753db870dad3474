"""What a request or another schema calls by another name, or has in another form, than rows show it."""

import pytest

from tests.contract.inference.ruled import ROW, Rule, operation, pets
from tests.contract.inference.test_served import served
from tests.contract.inference.tiny import array, document, inferred, obj, op, query

OWNED = obj("id", id="string", owner_id="string")
OWNING = obj("id", id="string", name="string", owner=obj(gid="string", name="string"))
SAML = obj(
    "id",
    id="string",
    saml=obj(metadata_url="string", entity="string"),
    owner=obj(id="string", owner_name="string"),
)
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
        "what rows show in an object stands beside it in a request",
        pets(SAML, post=op(SAML, body=obj(metadata_url="string", kind="string"))),
        operation("/pets", "post", "set"),
        {"saml.metadata_url": "$request.body#/metadata_url"},
    ),
    Rule(
        "a name of one word where more of that object do",
        pets(SAML, one_put=op(SAML, body=obj(metadata_url="string", entity="string"))),
        operation("/pets/{id}", "put", "set"),
        {"saml.metadata_url": "$request.body#/metadata_url", "saml.entity": "$request.body#/entity"},
    ),
    Rule(
        "or alone where an object holds what is a row's own",
        pets(
            obj("id", id="string", attributes=obj(tags=array("string"))),
            post=op(body=obj(tags=array("string")), status="201"),
        ),
        operation("/pets", "post", "set"),
        {"attributes.tags": "$request.body#/tags"},
    ),
    Rule(
        "not alone, and not in what may be another row",
        pets(SAML, post=op(SAML, status="201", body=obj(entity="string", owner_name="string"))),
        operation("/pets", "post", "set"),
        None,
    ),
    Rule(
        "nor beside that object itself",
        pets(SAML, post=op(SAML, body=obj(metadata_url="string", saml=obj(metadata_url="string")))),
        operation("/pets", "post", "set"),
        None,
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


def test_a_key_that_a_list_spells_otherwise_is_the_same_key() -> None:
    whole, brief = obj("petID", petID="integer", name="string"), obj("petId", petId="number", name="string")
    paths = {
        "/pets": {"get": op(array("#Brief")), "post": op("#Brief", status="201", body=obj(name="string"))},
        "/pets/{id:integer}": {"get": op("#Whole")},
    }
    schemas = {"Whole": whole, "Brief": brief}
    found = inferred(document(paths, schemas))

    assert found["x-mock"]["resources"]["pets"]["key"] == "petID"
    assert "references" not in found["x-mock"]["resources"]["pets"]
    assert found["x-mock"]["resources"]["pets"]["spelled"] == {"petId": "petID"}
    server = served(paths, schemas)
    made = server.json("POST", "/pets", {"name": "Rex"})["petId"]
    assert server.json("GET", f"/pets/{made}") == {"petID": made, "name": "Rex"}
    assert {"petId": made, "name": "Rex"} in server.json("GET", "/pets")
