"""A document at a glance, as text, as JSON and as an overlay."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from click.testing import CliRunner

from mockserver.app import create_app
from mockserver.cli.banner import banner
from mockserver.cli.main import main
from mockserver.contract.counts import Counts
from mockserver.runtime.listening import Urls
from tests.contract.inference.tiny import PET, array, document, obj, op, query

PATHS: dict[str, Any] = {
    "/pets": {
        "get": op(array("#Pet"), query("page", "integer"), query("kind"), query("weather"), query("tag")),
        "post": op("#Pet", status="201", body="#Pet"),
    },
    "/pets/{id}": {"get": op("#Pet")},
    "/dogs": {"get": op(array("#Dog"), query("page", "integer"), query("weather"))},
    "/dogs/{id}": {"get": op("#Dog")},
    "/health": {"get": op(obj(ok="boolean"))},
}
DOG = obj("id", id="string", bark="string")


@pytest.fixture
def place(tmp_path: Path) -> str:
    path = tmp_path / "zoo.yaml"
    path.write_text(yaml.safe_dump(document(PATHS, {"Pet": PET, "Dog": DOG}).data, sort_keys=False))
    return str(path)


def printed(*arguments: str) -> str:
    return CliRunner().invoke(main, ["explain", *arguments], catch_exceptions=False).output


def test_the_first_line_counts(place: str) -> None:
    told = "6 operations: 2 resources, 2 lists page, 1 operation answers examples"

    assert printed(place).splitlines()[0] == f"{place}: {told}"
    assert f"  {told}\n" in banner(create_app([place]).vendors, Urls("http://x"))


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((412, 38, 61, 9), "412 operations: 38 resources, 61 lists page, 9 operations answer examples"),
        ((1, 0, 0, 1), "1 operation: 1 operation answers examples"),
        ((1, 1, 1, 0), "1 operation: 1 resource, 1 list pages"),
        ((1200, 0, 0, 1200), "1,200 operations: 1,200 operations answer examples"),
        ((0, 0, 0, 0), "no operations: nothing to answer"),
    ],
)
def test_what_there_is_none_of_is_not_counted(counts: tuple[int, int, int, int], sentence: str) -> None:
    assert Counts(*counts, left_open=0).sentence == sentence


def test_each_operation_is_a_line_below_its_resource(place: str) -> None:
    lines = [line.rpartition("  [")[0].strip() for line in printed(place).splitlines() if "  [" in line]

    assert lines == [
        "pets  key id; rows 50 to begin with",
        "GET    /pets       list; pages by page: page (page); filters kind; no effect: weather, tag",
        "POST   /pets       create",
        "GET    /pets/{id}  get",
        "dogs  key id; rows 50 to begin with",
        "GET    /dogs       list; pages by page: page (page); no effect: weather",
        "GET    /dogs/{id}  get",
    ]
    assert "of no resource\n    GET    /health  answers an example\n" in printed(place)


def test_each_piece_of_evidence_is_told_once(place: str) -> None:
    evidence = printed(place).partition("Evidence\n")[2].partition("\n\n")[0].splitlines()
    told = [line.split(maxsplit=1)[1] for line in evidence]

    assert len(told) == len(set(told))
    assert [int(line.split()[0]) for line in evidence] == list(range(1, len(told) + 1))
    assert {"its body is an array of objects", "is a GET on the path of one row"} <= set(told)


def test_a_question_is_asked_once_with_those_who_ask_it(place: str) -> None:
    assert printed(place).partition("Left open\n")[2].splitlines() == [
        "  `NAME` has no effect, for no property of a row is like it",
        "       weather, tag",
        "       GET /pets, GET /dogs",
        "       decided by `x-mock: {parameters: {NAME: {filter: ...}}}` at the operation",
    ]


def test_the_json_has_the_members_that_the_page_names(place: str) -> None:
    found = orjson.loads(printed(place, "--json"))

    assert found.keys() == {"document", "summary", "resources", "operations", "events", "left_open"}
    assert found["summary"] == {
        "operations": 6, "resources": 2, "paged_lists": 2, "example_answers": 1, "left_open": 3,
        "sentence": "6 operations: 2 resources, 2 lists page, 1 operation answers examples",
    }  # fmt: skip
    assert found["resources"][1]["facts"][0] == {
        "about": "key", "says": "id", "why": "`id` has the name of {id}",
    }  # fmt: skip
    listed = found["operations"][0]
    assert listed.keys() == {"id", "method", "path", "place", "behaviour", "resource", "facts"}
    assert (listed["behaviour"], listed["resource"]) == ("list", "pets")
    assert found["left_open"][0].keys() == {"pointer", "question", "decides"}


def test_as_an_overlay_it_says_the_same_and_is_one_document(place: str, tmp_path: Path) -> None:
    path = tmp_path / "o.yaml"
    path.write_text(printed(place, "--as-overlay"))
    app = create_app([place], overlays=[path], infer=False)

    assert yaml.safe_load(path.read_text())["overlay"] == "1.0.0"
    assert [each.mock for each in app.vendors["zoo"].contract.operations] == [
        each.mock for each in create_app([place]).vendors["zoo"].contract.operations
    ]


def test_what_an_overlay_says_is_told_so(place: str) -> None:
    CliRunner().invoke(main, ["init", place])

    overlay = Path(place).with_name("zoo.overlay.yaml").read_text().splitlines()
    said = next(number for number, line in enumerate(overlay, 1) if line.strip() == "behaviour: get")
    told = printed(place, "GET /pets/{id}")
    assert f"does         get pets  (line {said} of zoo.overlay.yaml)" in told
    assert "written in the document" in printed(place)
