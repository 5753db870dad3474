"""What documents are called, and the segment of a path that it makes."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

import mockserver
from mockserver.contract import catalog
from mockserver.errors import UsageError
from mockserver.settings import Settings, from_environment

TEXT = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'204': {description: ok}}}}}\n"


@pytest.fixture
def settings() -> Settings:
    return from_environment()


def written(folder: Path, *names: str) -> list[str]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT)
    return [str(folder / name) for name in names]


@pytest.mark.parametrize(
    ("files", "given", "names"),
    [
        (["acme.yaml"], ["{0}"], ["acme"]),
        (["acme.yaml"], ["shop={0}"], ["shop"]),
        (["a=b.yaml"], ["{0}"], ["a=b"]),
        (["a/openapi.yaml", "b/openapi.yaml"], ["{0}", "{1}"], ["a", "b"]),
        (["a/openapi.yaml", "b/openapi.json"], ["{0}", "shop={1}"], ["openapi", "shop"]),
        (["a/openapi.yaml", "b/openapi.yaml"], ["openapi={0}", "{1}"], ["openapi", "b"]),
        (["cafe\u0301.yaml"], ["{0}"], ["caf\u00e9"]),
    ],
)
def test_a_document_is_called_by_its_file_its_folder_or_as_it_is_named(
    tmp_path: Path, settings: Settings, files: list[str], given: list[str], names: list[str]
) -> None:
    paths = written(tmp_path, *files)

    assert [found.name for found in catalog.find([each.format(*paths) for each in given], settings)] == names


def test_a_document_that_takes_its_folders_name_says_so(tmp_path: Path, settings: Settings) -> None:
    found = catalog.find(written(tmp_path, "a/api.yaml", "b/api.yaml"), settings)

    assert [problem.message for each in found for problem in each.problems] == [
        "another document is called 'api', so this one is 'a'; NAME=FILE names it",
        "another document is called 'api', so this one is 'b'; NAME=FILE names it",
    ]


@pytest.mark.parametrize(
    ("files", "given", "says"),
    [
        (
            ["a/api.yaml", "c/a/api.yaml"],
            ["{0}", "{1}"],
            "two documents are named 'api'; .* NAME=FILE names one",
        ),
        (["a.yaml", "b.yaml"], ["x={0}", "x={1}"], "two documents are named 'x'"),
        (["a.yaml"], ["__admin={0}"], "'__admin' cannot be the name of a document"),
        (["a.yaml"], ["a/b={0}"], "cannot be the name of a document"),
        ([], ["x=gone.yaml"], "'gone.yaml' is neither a document of"),
    ],
)
def test_names_that_cannot_be_are_refused(
    tmp_path: Path, settings: Settings, files: list[str], given: list[str], says: str
) -> None:
    paths = written(tmp_path, *files)

    with pytest.raises(UsageError, match=says):
        catalog.find([each.format(*paths) for each in given], settings)


@pytest.mark.parametrize(
    ("stem", "segments"),
    [
        ("pet store", ["pet%20store"]),
        ("café", ["caf%C3%A9", "caf%c3%a9", "caf\u00e9"]),
        ("日本", ["%E6%97%A5%E6%9C%AC"]),
        ("a+b&c", ["a+b&c", "a%2Bb%26c"]),
        ("100%", ["100%25"]),
        ("x@y", ["x@y", "x%40y"]),
        ("what?", ["what%3F"]),
    ],
)
def test_a_name_is_a_segment_of_paths(tmp_path: Path, stem: str, segments: list[str]) -> None:
    client = TestClient(mockserver.create_app(written(tmp_path, f"{stem}.yaml")))

    for segment in segments:
        assert client.get(f"/{segment}/a").status_code == 204
        if "@" not in stem:
            assert client.get(f"/{segment}@ns/a").status_code == 204
        served = client.get(f"/{segment}/openapi.json").json()
        assert client.get(urlsplit(served["servers"][0]["url"]).path + "/a").status_code == 204


def test_own_documents_and_those_that_ship_are_served_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names are looked up in ./specs and then among those that ship; ./fixtures means nothing to the latter."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "acme.yaml").write_text(
        "{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A}}}}}}"
    )
    (tmp_path / "fixtures" / "rotor").mkdir(parents=True)
    (tmp_path / "fixtures" / "rotor" / "customers.json").write_text('{"default": []}')
    monkeypatch.chdir(tmp_path)

    with mockserver.running() as server:
        assert list(server) == ["acme"]
    with mockserver.running("acme", "rotor") as server:
        assert list(server) == ["acme", "rotor"]
        assert len(server["rotor"].rows("customers")) > 100
    with pytest.raises(UsageError, match="did you mean 'rotor'"):
        catalog.find(["rotr"], from_environment())


def test_a_fixtures_folder_that_is_asked_for_counts_for_what_ships_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rows" / "rotor").mkdir(parents=True)
    monkeypatch.setenv("MOCKSERVER_FIXTURES", str(tmp_path / "rows"))

    document = catalog.find(["rotor"], from_environment())[0]

    assert catalog.fixtures_of(document, from_environment()) == tmp_path / "rows" / "rotor"
