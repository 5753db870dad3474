"""Keys that rows show as texts, and paths take as numbers."""

import pytest

from tests.contract.inference.test_served import served
from tests.contract.inference.tiny import array, document, obj, op, root


@pytest.mark.parametrize(
    ("row", "param", "key"),
    [
        (obj("id", id="string", name="string"), "integer", "id"),
        (obj("id", id="string", pet_id="integer"), "integer", "pet_id"),  # whose types agree
        (obj("id", id="string/uuid"), "integer", "x-key"),
        (obj("id", id={"type": "string", "pattern": "^pet_"}), "integer", "x-key"),
        (obj("name", name="string"), "integer", "x-key"),
        (obj("id", id="string"), "number", "x-key"),
    ],
)
def test_a_text_may_be_what_a_path_takes_as_a_number(row: dict[str, object], param: str, key: str) -> None:
    of = document({"/pets": {"get": op(array(row))}, f"/pets/{{pet_id:{param}}}": {"get": op(row)}})

    assert root(of)["resources"]["pets"]["key"] == key


def test_rows_are_read_by_the_digits_that_they_show() -> None:
    row = obj("id", id="string", name="string")
    server = served(
        {
            "/pets": {"get": op(array(row)), "post": op(row, status="201", body=obj(name="string"))},
            "/pets/{pet_id:integer}": {"get": op(row), "delete": op(status="204")},
        }
    )
    made = server.json("POST", "/pets", {"name": "Rex"})
    listed = server.json("GET", "/pets")

    assert made in listed
    assert [server.json("GET", f"/pets/{each['id']}") for each in listed] == listed
    server.ask("DELETE", f"/pets/{made['id']}")
    assert server.ask("GET", f"/pets/{made['id']}").status == 404
