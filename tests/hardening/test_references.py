"""A document reads its own files: nothing else of this machine, and nothing without an end."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mockserver
from mockserver.bounds import LARGEST_DOCUMENT
from mockserver.cli.main import main
from mockserver.contract import document, tolerance
from mockserver.contract.sources import Sources

SECRET = "s3cret-of-the-machine"


def written(folder: Path, reference: str, place: str = "schema") -> Path:
    """A document in a folder, with a reference somewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    answer: dict[str, Any] = {"schema": {"$ref": reference}}
    if place == "externalValue":
        answer = {"schema": {"type": "string"}, "examples": {"a": {"externalValue": reference}}}
    elif place == "example":
        answer = {"schema": {"type": "string"}, "example": {"$ref": reference}}
    data: dict[str, Any] = {
        "openapi": "3.0.3",
        "info": {"title": "Acme", "version": "1"},
        "paths": {
            "/a": {
                "get": {
                    "responses": {"200": {"description": "ok", "content": {"application/json": answer}}},
                }
            }
        },
    }
    if place == "extension":
        data["x-more"] = {"deep": [{"$ref": reference}]}
        answer["schema"] = {"type": "string"}
    path = folder / "acme.json"
    path.write_text(json.dumps(data))
    return path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Files of a machine, one of whose folders has a document's."""
    for place in ("etc/passwd", "etc/keys.json", "home/.aws/keys.json", "home/notes.txt"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"type": "string", "title": SECRET}))
    api = tmp_path / "home" / "api"
    api.mkdir(parents=True)
    (api / "link.json").symlink_to(tmp_path / "etc/keys.json")
    (api / "linked").symlink_to(tmp_path / "etc")
    (api / "round.json").symlink_to(api / "round.json")
    (api / "socket.json").symlink_to("/dev/null")
    os.mkfifo(api / "pipe.json")
    return tmp_path


OUTSIDE = (
    "{root}/etc/passwd", "../../etc/passwd", "../../etc/keys.json", "..%2f..%2fetc/keys.json", "link.json",
    "linked/keys.json", "../notes.txt", "../.aws/keys.json", "pipe.json", "round.json", "socket.json", "/dev/zero",
    "/dev/stdin", "/proc/self/environ", ".", "..", "file://{root}/etc/keys.json", "a%00b.json", "a" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("place", ["schema", "externalValue", "example", "extension"])
@pytest.mark.parametrize("reference", OUTSIDE, ids=lambda text: text[:30])
def test_what_is_not_the_documents_is_not_read(tree: Path, reference: str, place: str) -> None:
    path = written(tree / "home" / "api", reference.replace("{root}", str(tree)), place)
    began = time.monotonic()

    app = mockserver.create_app([str(path)])

    shown = json.dumps(app.vendors["acme"].contract.document.data)
    assert SECRET not in shown
    assert "root:" not in shown
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("reference", ["{root}/etc/passwd", "link.json", "../notes.txt", "../.aws/keys.json"])
def test_what_is_refused_says_which_option_allows_it(tree: Path, reference: str) -> None:
    path = written(tree / "home" / "api", reference.replace("{root}", str(tree)))

    (problem,) = tolerance.mend(document.load(path)).problems

    folder = problem.message.partition("--allow-ref ")[2].partition(" allows it")[0]
    allowed = document.load(path, Sources(folders=[Path(folder)]))
    assert SECRET in json.dumps(allowed.data)
    assert tolerance.mend(allowed).problems == ()


@pytest.mark.parametrize(
    ("reference", "at"),
    [
        ("pet.txt", "home/api/pet.txt"),
        (".parts/pet.json", "home/api/.parts/pet.json"),
        ("../common/pet.json", "home/common/pet.json"),
        ("../common/deep/pet.yml", "home/common/deep/pet.yml"),
        ("parts/pet.json", "home/api/parts/pet.json"),
    ],
)
def test_what_is_the_documents_is_read(tree: Path, reference: str, at: str) -> None:
    path = written(tree / "home" / "api", reference)
    (tree / at).parent.mkdir(exist_ok=True, parents=True)
    (tree / at).write_text('{"type": "integer"}')

    found = document.load(path)

    schema = found.at("/paths/~1a/get/responses/200/content/application~1json/schema")
    assert found.resolve(schema) == {"type": "integer"}


def test_a_part_leads_no_further_than_its_document(tree: Path) -> None:
    path = written(tree / "home" / "api", "../common/a.json")
    (tree / "home" / "common").mkdir()
    (tree / "home" / "common" / "a.json").write_text('{"$ref": "../../etc/keys.json"}')

    assert SECRET not in json.dumps(document.load(path).data)


@pytest.mark.parametrize("name", ["/dev/zero", "pipe.json", "huge.json"])
def test_a_document_that_has_no_end_is_refused_in_one_line(tree: Path, name: str) -> None:
    api = tree / "home" / "api"
    with (api / "huge.json").open("wb") as file:
        file.truncate(LARGEST_DOCUMENT + 1)

    with pytest.raises(mockserver.MockserverError) as refused:
        mockserver.create_app([str(api / name)])

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        {"$ref": "keys.json", "more": 1},
        {"within": {"$ref": "keys.json"}},
        [{"$ref": "keys.json"}],
        {"within": {"externalValue": "keys.json"}},
    ],
)
def test_a_reference_within_an_example_is_data(tmp_path: Path, data: Any) -> None:
    (tmp_path / "keys.json").write_text(json.dumps({"title": SECRET}))
    path = written(tmp_path, "keys.json", "example")
    text = path.read_text().replace('{"$ref": "keys.json"}', json.dumps(data))
    path.write_text(text)

    assert document.load(path).data == json.loads(text)


def test_all_that_is_referred_to_has_a_bound(tmp_path: Path) -> None:
    path = written(tmp_path, "big0.json")
    data = json.loads(path.read_text())
    data["x-all"] = [{"$ref": f"big{number}.json"} for number in range(5)]
    path.write_text(json.dumps(data))
    for number in range(5):
        (tmp_path / f"big{number}.json").write_text(json.dumps(" " * (LARGEST_DOCUMENT // 4)))

    found = document.load(path)

    assert len(found.data["x-files"]) == 3
    assert all("has more than" in why for why in found.unread.values())


@pytest.mark.parametrize("option", ["--allow-ref", "MOCKSERVER_ALLOW_REF"])
def test_a_folder_is_allowed_by_option_and_environment(
    tree: Path, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tree / "home" / "api", "../../etc/keys.json")
    given = ["--allow-ref", str(tree / "etc")] if option.startswith("--") else []
    if not given:
        monkeypatch.setenv(option, f"{tree / 'etc'}{os.pathsep}{tree / 'home'}")

    assert "leads nowhere" not in CliRunner().invoke(main, ["lint", str(path), *given]).output
    monkeypatch.delenv(option, raising=False)
    assert "leads nowhere" in CliRunner().invoke(main, ["lint", str(path)]).output
