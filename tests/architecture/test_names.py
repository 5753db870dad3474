"""One word, one thing: what grep finds is the one that is meant."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "mockserver").rglob("*.py"))
# The names that several modules have, with the one thing that each means wherever it stands: whose it is says the room.
MEANINGS = {
    "base": "what every part of a kind is",
    "bodies": "the bodies of messages",
    "check": "judging recorded traffic: the command, and its work",
    "filters": "what the value of a list's parameter keeps",
    "keywords": "the keywords of schemas",
    "operations": "the operations of a document",
    "parameters": "the parameters of operations",
    "parts": "what a document may name: their interface, and all that there are",
    "patterns": "the regular expressions of schemas",
    "problems": "what is wrong, in the words of whoever tells it",
    "refusals": "calls that are refused",
    "relations": "how the rows of one resource lead to others",
    "reply": "one answer",
    "report": "what a run tells its user",
    "resources": "what kinds of rows there are",
    "rows": "rows of resources",
    "schemas": "Schema Objects",
    "values": "JSON values",
    "walks": "lists read page by page",
}


def test_no_class_is_called_as_another() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(module.relative_to(ROOT)))

    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_module_is_called_as_another_that_is_something_else() -> None:
    """A second module of a name is there because it is about the same thing; else grep opens the wrong door."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        if not module.stem.startswith("__"):
            places[module.stem].append(str(module.relative_to(ROOT)))
    several = {name: found for name, found in places.items() if len(found) > 1}

    assert {name: found for name, found in several.items() if name not in MEANINGS} == {}
    assert [name for name in MEANINGS if name not in several] == []


def test_grep_finds_the_function_that_is_meant() -> None:
    """A function that reads or checks says what; a command is called as its word on the command line."""
    general = {"answer", "check", "handle", "process", "read", "run", "validate"}
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in general:
                places[node.name].append(str(module.relative_to(ROOT)))

    assert places == {
        "check": ["mockserver/cli/check.py"],
        "run": ["mockserver/fuzzing/runner.py"],
    }
