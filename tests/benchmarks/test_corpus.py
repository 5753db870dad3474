"""`make corpus`, on a handful of its documents."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "corpus.py"
SHARED = Path(__file__).parents[3] / "shared"
DOCUMENTS = ("camara-geofencing", "oai-link-example", "oai-webhook-example", "redocly-museum")


def corpus(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """What the program says."""
    command = [sys.executable, str(PROGRAM), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus and its ruler are not beside this repository")
def test_documents_of_other_people_are_served_and_counted(tmp_path: Path) -> None:
    """Every valid request is answered as declared, every wrong one refused so; webhooks alone are no service."""
    out = tmp_path / "rows.json"

    done = corpus("--only", ",".join(DOCUMENTS), "--fuzz-seconds", "3", "--json", str(out))

    assert done.returncode == 0, done.stdout + done.stderr
    rows = {row["name"]: row for row in json.loads(out.read_text())}
    assert tuple(sorted(rows)) == DOCUMENTS
    assert "webhooks alone" in rows.pop("oai-webhook-example")["refusal"]
    assert "total: 3 of 4" in done.stdout
    for row in rows.values():
        assert row["served"] > 0
        assert row["unserved"] == 0
        assert 0 < row["cpu"] < 60
        assert 0 < row["memory"] < 300
        assert (row["declared"], row["accepted"]) == (row["valid"], 0), row["faults"]
        assert row["right"] == row["wrong"], row["faults"]
        assert row["cases"] > 0


def test_a_document_that_is_refused_is_told_and_the_others_are_measured(tmp_path: Path) -> None:
    """One document's trouble does not end the run; what is warned of is counted, in the file as well."""
    out = tmp_path / "rows.out"
    (tmp_path / "none.yaml").write_text("openapi: 3.0.3\ninfo: {title: None, version: '1'}\npaths: [")
    head = "openapi: 3.0.3\ninfo: {title: Good, version: '1'}\n"
    (tmp_path / "good.yaml").write_text(
        head + "paths: {/a: {get: {responses: {'204': {description: a, sumary: b}}}}}"
    )

    done = corpus("--folder", str(tmp_path), "--cap", "0", "--fuzz", "0", "--json", str(out))

    assert re.search(r"^none +refused: .*none.yaml:4: this is not YAML", done.stdout, re.MULTILINE)
    assert "total: 1 of 2" in done.stdout
    assert [row["causes"] for row in json.loads(out.read_text())] == [{"unknown-key": 1}, {}]


def test_a_run_ends_in_time_and_names_what_is_left(tmp_path: Path) -> None:
    head = "openapi: 3.0.3\ninfo: {title: Good, version: '1'}\n"
    (tmp_path / "good.yaml").write_text(head + "paths: {/a: {get: {responses: {'204': {description: a}}}}}")

    done = corpus("--folder", str(tmp_path), "--time-limit", "0")

    assert done.returncode == 1
    assert re.search(r"^good .*NOT TO ITS END: no time was left$", done.stdout, re.MULTILINE)


def test_a_folder_that_is_not_there_is_said() -> None:
    done = corpus("--folder", "/nowhere/at/all")

    assert (done.returncode, done.stderr) == (
        1,
        "corpus: there is no folder /nowhere/at/all; name one with --folder\n",
    )
