"""Stored rows: bytes that stay the same, and no Faker while serving."""

import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.datagen.recipes.fixtures import (
    DIGEST,
    digest_of,
    file_of,
    load_rows,
    make,
    read_stored,
    write_rows,
)
from mockserver.errors import SpecError

RECIPE = """
things:
  - count: 3
    scale: true
    fields: {id: $uuid, name: $person.full_name}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "recipe.yaml").write_text(RECIPE)
    return tmp_path


def test_the_same_rows_give_the_same_bytes(folder: Path) -> None:
    """Writing twice changes nothing the second time."""
    first = write_rows(folder, make(folder, name="acme"))
    before = first[0].read_bytes()

    assert [path.name for path in first] == ["things.json"]
    assert write_rows(folder, make(folder, name="acme")) == []
    assert first[0].read_bytes() == before
    assert before.endswith(b"}\n")


def test_what_was_written_is_read(folder: Path) -> None:
    """Rows keep their order and values through the file."""
    made = make(folder, name="acme")
    write_rows(folder, made)

    assert read_stored(folder) == made == load_rows(folder, name="acme")


def test_stored_rows_serve_only_the_default_seed_and_size(folder: Path) -> None:
    """Another seed or another number of rows is made anew."""
    (folder / "things.json").write_text('{"default": [{"id": "stored"}]}')
    (folder / DIGEST).write_text(digest_of(folder))

    assert load_rows(folder, name="acme") == {"things": {"default": [{"id": "stored"}]}}
    assert load_rows(folder, name="acme", seed=1) == make(folder, name="acme", seed=1)
    assert len(load_rows(folder, name="acme", rows=5)["things"]["default"]) == 5


def test_rows_stored_for_another_recipe_are_made_anew(folder: Path) -> None:
    """A recipe that is edited takes effect without a second command."""
    write_rows(folder, make(folder, name="acme"))
    (folder / DIGEST).write_text(digest_of(folder))
    (folder / "recipe.yaml").write_text(RECIPE.replace("count: 3", "count: 4"))

    assert load_rows(folder, name="acme") == make(folder, name="acme")
    assert len(load_rows(folder, name="acme")["things"]["default"]) == 4
    assert file_of(folder, "things") == folder / "recipe.yaml"


def test_rows_that_no_recipe_stands_beside_are_served_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "things.json").write_text('{"default": [{"id": "by hand"}]}')

    assert load_rows(tmp_path, name="acme") == {"things": {"default": [{"id": "by hand"}]}}
    assert file_of(tmp_path, "things") == tmp_path / "things.json"


def test_a_folder_without_recipe_has_no_rows(tmp_path: Path) -> None:
    """A document may come without fixtures."""
    assert load_rows(tmp_path, name="acme") == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"default": [1]}'])
def test_a_damaged_file_is_named(folder: Path, text: str) -> None:
    """An edited file that is no table says so with its path."""
    (folder / "things.json").write_text(text)
    (folder / DIGEST).write_text(digest_of(folder))

    with pytest.raises(SpecError, match=r"things\.json"):
        load_rows(folder, name="acme")


@pytest.mark.parametrize("text", ["things: [", "things: 3", "- 1"])
def test_a_damaged_recipe_is_named(folder: Path, text: str) -> None:
    """An error of the recipe starts with its path."""
    (folder / "recipe.yaml").write_text(text)

    with pytest.raises(SpecError, match=r"recipe\.yaml:(\d+:)? "):
        load_rows(folder, name="acme")


WRONG = """\
things:
  - name: g
    cuont: 2
    count: 1
    fields:
      name: $persn.name
      home:
        object:
          city: $place.citty
          street: {uid: true}
      greeting: Hello {$field.name}
      later: {after: $field.greeting}
  - {name: h, per: nobody, fields: {x: 1}}
others: 3
parts:
  - per: things
    fields: {of: $parent.nme, name: $parent.name}
"""


def test_every_mistake_of_a_recipe_is_told_at_once_with_its_line(folder: Path) -> None:
    """What refers to something that is wrong for another reason is not wrong for it."""
    (folder / "recipe.yaml").write_text(WRONG)
    with pytest.raises(SpecError) as told:
        make(folder, name="acme")

    assert [(problem.line, problem.pointer) for problem in told.value.problems] == [
        (3, "/things/0/cuont"),
        (6, "/things/0/fields/name"),
        (9, "/things/0/fields/home/object/city"),
        (10, "/things/0/fields/home/object/street"),
        (13, "/things/1/per"),
        (14, "/others"),
        (17, "/parts/0/fields/of"),
    ]


def test_what_is_wrong_with_rows_is_told_once_for_each_field(folder: Path) -> None:
    fields = "{id: $uuid, a: {after: $field.id}, b: {after: $field.id}}"
    (folder / "recipe.yaml").write_text(f"things:\n  - count: 5\n    fields: {fields}\n")
    with pytest.raises(SpecError, match="is no date or time") as told:
        make(folder, name="acme")

    assert [problem.pointer for problem in told.value.problems] == [
        "/things/0/fields/a",
        "/things/0/fields/b",
    ]


def test_a_recipe_is_read_as_yaml_1_2(tmp_path: Path) -> None:
    """What YAML 1.1 takes for truths, dates, octal and sexagesimal numbers are texts, and `0o17` is a number."""
    texts = ["no", "on", "1_000", "1:30", "2024-01-01", "0b11"]
    row = ", ".join(
        [*(f"f{n}: {text}" for n, text in enumerate(texts)), "old: 010", "octal: 0o17", "hex: 0x1F"]
    )
    (tmp_path / "recipe.yaml").write_text(f"things:\n  - rows: [{{id: a, {row}}}]\n")

    (made,) = load_rows(tmp_path, name="acme")["things"]["default"]

    assert made == {
        "id": "a",
        **{f"f{n}": text for n, text in enumerate(texts)},
        "old": 10,
        "octal": 15,
        "hex": 31,
    }


def test_stored_rows_need_no_faker(folder: Path) -> None:
    """Serving stored rows imports neither Faker nor phonenumbers."""
    write_rows(folder, make(folder, name="acme"))
    (folder / DIGEST).write_text(digest_of(folder))
    code = (
        "import sys, pathlib; from mockserver.datagen.recipes import fixtures;"
        "fixtures.load_rows(pathlib.Path(sys.argv[1]), name='acme');"
        "print({'faker', 'phonenumbers'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "set()"
