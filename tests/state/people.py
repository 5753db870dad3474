"""People and their pets: the rows that the tests of state keep."""

from typing import Any

from mockserver.rows import Order
from mockserver.state.resource_rules import ResourceRules, Unique

CODE = Unique((("code",), ("region",)), ignore_case=False, error="code_taken")
EMAIL = Unique((("contact", "email"),), ignore_case=True, error="email_taken")
RULES = {
    "people": ResourceRules("people", "id", Order(["-age", "name"], "id"), (EMAIL, CODE)),
    "pets": ResourceRules("pets", "tag", Order([], "tag"), ()),
}
SEEDS: dict[str, dict[str, list[dict[str, Any]]]] = {
    "people": {
        "default": [
            {"id": "a", "age": 3, "name": "Ann", "contact": {"email": "ann@acme.example"}},
            {"id": "b", "age": None, "name": "Bob"},
            {"id": "c", "age": 3, "name": "Cid", "code": 1, "region": "x"},
        ],
        "other": [{"id": "a", "age": 9, "contact": {"email": "ann@acme.example"}}],
    },
    "pets": {"default": [{"tag": "p", "owner": "a"}, {"tag": "q", "owner": "b"}, {"tag": "r", "owner": "a"}]},
}
ORDERS = [
    Order(["-age", "name"], "id"),
    Order(["name"], "id"),
    Order(["-contact.email"], "id"),
    Order(["-id"], "id"),
]
