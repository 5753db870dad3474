"""Rows that are kept in files: the same as those that are made, and made once."""

from pathlib import Path
from typing import Any

import pytest

from mockserver.datagen.recipes.fixtures import AT_ONCE, load_rows
from mockserver.errors import SpecError
from mockserver.rows import Order
from mockserver.state.memory import MemoryStore
from mockserver.state.resource_rules import DuplicateError, ResourceRules, Unique

RECIPE = """
plans: [{rows: [{id: free}]}]
customers:
  - rows: [{id: by-hand, name: Ann, "odd/name": 1}]
  - name: main
    scale: true
    count: 3
    fields:
      id: $uuid
      name: {drop: $person.full_name, p: 0.3}
      email: $person.email
      level: {maybe: {between: [1, 3]}, p: 0.9}
      tags: {sample: [a, b, c]}
  - {tenant: "../other", count: 2, fields: {id: $uuid}}
orders:
  - {per: customers, where: {level: 2}, fields: {id: $uuid, customer_id: $parent.id}}
"""
MANY = AT_ONCE + 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "acme"
    made.mkdir()
    (made / "recipe.yaml").write_text(RECIPE)
    return made


def plain(found: Any) -> dict[str, dict[str, list[tuple[tuple[str, Any], ...]]]]:
    return {
        resource: {tenant: [tuple(row.items()) for row in rows] for tenant, rows in tenants.items()}
        for resource, tenants in found.items()
    }


def test_rows_that_are_kept_are_those_that_are_made(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "new" / "cache"
    made = plain(load_rows(folder, name="acme", rows=MANY))

    written, read = (load_rows(folder, name="acme", rows=MANY, cache=cache) for _ in range(2))

    assert plain(written) == plain(read) == made
    assert len(list(cache.iterdir())) == 1


def test_what_is_kept_is_not_made_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_rows(folder, name="acme", rows=MANY, cache=tmp_path / "cache")
    monkeypatch.setattr("mockserver.datagen.recipes.recipe.generate", None)

    assert (
        len(load_rows(folder, name="acme", rows=MANY, cache=tmp_path / "cache")["customers"]["default"])
        == MANY
    )


def test_rows_that_depend_on_something_else_are_kept_elsewhere(folder: Path, tmp_path: Path) -> None:
    for seed, rows in ((1, MANY), (2, MANY), (1, MANY + 1)):
        load_rows(folder, name="acme", seed=seed, rows=rows, cache=tmp_path / "cache")
    (folder / "recipe.yaml").write_text(RECIPE.replace("Ann", "Bob"))

    changed = load_rows(folder, name="acme", seed=1, rows=MANY, cache=tmp_path / "cache")

    assert changed["customers"]["default"][0]["name"] == "Bob"
    assert len(list((tmp_path / "cache").iterdir())) == 4


def test_few_rows_are_not_kept(folder: Path, tmp_path: Path) -> None:
    load_rows(folder, name="acme", rows=AT_ONCE, cache=tmp_path / "cache")
    load_rows(folder, name="acme", cache=tmp_path / "cache")

    assert not (tmp_path / "cache").exists()


def test_a_store_of_kept_rows_answers_as_one_of_rows_that_are_made(folder: Path, tmp_path: Path) -> None:
    orders = [Order(["-level", "name"], "id"), Order(["email"], "id")]
    unique = Unique((("email",),), ignore_case=True, error="email_taken")
    rules = {
        "customers": ResourceRules("customers", "id", orders[0], (unique,)),
        "orders": ResourceRules("orders", "id", Order([], "id"), ()),
    }
    made = load_rows(folder, name="acme", rows=MANY)
    kept = load_rows(folder, name="acme", rows=MANY, cache=tmp_path / "cache")
    ours, theirs = (MemoryStore(rules, seeds).tenant("default") for seeds in (kept, made))

    for rows in (ours, theirs):
        with pytest.raises(DuplicateError):
            rows.insert("customers", {"id": "new", "email": made["customers"]["default"][7]["email"].upper()})
        rows.insert("customers", {"id": "new", "email": "new@acme.example", "level": 2})
    for order in orders:
        assert [row.data for row in ours.select("customers", order, None, None)] == [
            row.data for row in theirs.select("customers", order, None, None)
        ]
    for level in (None, 2):
        assert {row.key for row in ours.having("customers", "level", level)} == {
            row.key for row in theirs.having("customers", "level", level)
        }
    assert len(ours.select("orders", Order([], "id"), None, None)) == len(made["orders"]["default"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts.json", "{"),
        ("facts.json", "[]"),
        ("facts.json", "{}"),
        ("facts.json", '{"sizes": {}, "tables": {"customers": 1}}'),
        ("0-0/0", "[1]"),
        ("0-0/rows", ""),
        ("0-0/ends", ""),
    ],
)
def test_a_folder_that_is_damaged_is_told_with_what_to_do(
    name: str, content: str, folder: Path, tmp_path: Path
) -> None:
    load_rows(folder, name="acme", rows=MANY, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    (kept / name).write_text(content)

    with pytest.raises(SpecError, match="remove the folder"):
        load_rows(folder, name="acme", rows=MANY, cache=tmp_path / "cache")


def test_a_folder_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")

    with pytest.raises(SpecError, match="rows-cache"):
        load_rows(folder, name="acme", rows=MANY, cache=tmp_path / "cache")
