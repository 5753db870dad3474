"""The project's own files agree: versions of Python, the version, the tools."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import mockserver

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_pythons_of_the_workflow_are_those_that_are_named_everywhere() -> None:
    job = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]["test"]
    versions = job["strategy"]["matrix"]["python"]
    named = [line.rpartition(" :: ")[2] for line in PROJECT["classifiers"] if "Python :: 3." in line]
    (made,) = re.findall(r"^VERSIONS := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert versions == named == made.split()
    assert PROJECT["requires-python"] == f">={versions[0]}"
    assert job["steps"][-1] == {"run": ".ci/run"}


def test_the_version_stands_in_one_place() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "mockserver").rglob("*.py"))

    assert code.count(f'"{mockserver.__version__}"') == 1
    assert PROJECT["dynamic"] == ["version"]
    assert f"## [{mockserver.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_hooks_before_a_commit_are_the_locked_tools() -> None:
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    tools = {shlex.split(hook["entry"])[0] for hook in local["hooks"]}

    assert local["repo"] == "local"
    assert tools == {".venv/bin/ruff", ".venv/bin/mypy", ".venv/bin/lint-imports"}
    assert {hook["language"] for hook in local["hooks"]} == {"system"}


def test_check_builds_the_pages_strictly_and_types_are_held_strictly() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    recipes = (ROOT / "Makefile").read_text("utf-8")
    check = recipes.partition("\ncheck:")[2].partition("\n\n")[0]

    assert all(
        word in check for word in ("ruff check", "ruff format --check", "mypy --strict", "lint-imports")
    )
    assert "mkdocs build --strict" in check
    assert "\ntest: check" in recipes
    assert tools["mypy"]["strict"]
    assert tools["mypy"]["files"] == ["mockserver", "tests"]
    assert "ignore-without-code" in tools["mypy"]["enable_error_code"]
    assert tools["coverage"]["run"]["branch"]
    assert tools["coverage"]["report"]["fail_under"] >= 88


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8").partition("[project.scripts]")[0]
    lines = re.findall(r'^  "[A-Za-z][\w.-]*[^"]*",.*$', text.partition("dependencies = [")[2], re.MULTILINE)

    assert len(lines) > 30
    assert [line for line in lines if " # " not in line and "mockserver[" not in line] == []


@pytest.mark.parametrize("form", ["wrong-answer", "idea"])
def test_issue_forms_ask_for_the_document_and_the_call(form: str) -> None:
    found = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / f"{form}.yml").read_text("utf-8"))

    assert {"document", "call"} <= {field["id"] for field in found["body"]}
    assert found["name"]
    assert found["description"]
