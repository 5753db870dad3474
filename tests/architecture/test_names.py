"""One word, one thing: what grep finds is the one that is meant."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import MODULES, ROOT, nodes_of, tree_of

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
# The public functions that several modules have: what one file for each part of a kind is entered by.
ENTRIES = {
    "explain": "the command, and its work",
    "fuzz": "the command, and its work",
    "hooked": "a library of HTTP clients, with an interceptor in it",
    "judge": "whether one law holds",
    "parser": "what reads bodies of one kind of media type",
    "writer": "what writes bodies of one kind of media type",
}
# Names that said nothing, or two things at once, each with what is said in its place.
GIVEN_UP = {
    "World": "NamespaceState", "Worlds": "Namespaces", "Asked": "Marker", "Door": "Interceptor",
    "asked": "marker", "conclusion": "session_summary", "doors": "interception", "following": "coverage/items/links",
    "gauges": "observed", "guard": "access", "guards": "preconditions", "heads": "request_head", "identify": "locating",
    "meters": "values", "opened": "interception", "outline": "shapes", "reference": "vocabulary_page",
    "struck": "apply_fault", "subjects": "people", "suffer": "break_connection", "told": "user_errors",
    "universe": "declared", "world": "namespace", "_desk": "in_process",
}  # fmt: skip


def named() -> Iterator[tuple[str, str, ast.AST | None]]:
    """Every module, class and function of the package: its name, its place, what it is."""
    for module in MODULES:
        place = str(module.relative_to(ROOT))
        yield module.stem, place, None
        for node in nodes_of(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name, f"{place}:{node.lineno}", node


def test_no_name_that_was_given_up_is_back() -> None:
    methods = {"following"}  # of a page, another: no second name of links

    assert [
        f"{place} {name}: say {GIVEN_UP[name]}"
        for name, place, node in named()
        if name in GIVEN_UP and not (name in methods and node is not None)
    ] == []


def test_no_function_is_called_as_another() -> None:
    """A search for `def NAME` opens one door, or those of all parts of one kind."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in tree_of(module).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                places[node.name].append(str(module.relative_to(ROOT)))
    several = {name: found for name, found in places.items() if len(found) > 1}

    assert {name: found for name, found in several.items() if name not in ENTRIES} == {}
    assert [name for name in ENTRIES if name not in several] == []


def types_of(module: Path) -> Iterator[str]:
    """The public names of types that a module defines: its classes, and what else is written as one."""
    for node in tree_of(module).body:
        if isinstance(node, ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [each.id for each in node.targets if isinstance(each, ast.Name)]
        else:
            names = (
                [node.target.id]
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
                else []
            )
        yield from (name for name in names if re.fullmatch(r"[A-Z][a-z]\w*", name))


def test_no_type_is_called_as_another() -> None:
    """Neither a class nor an alias, also not as a class elsewhere is: what two modules mean is imported."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for name in types_of(module):
            places[name].append(str(module.relative_to(ROOT)))
    several = {name: found for name, found in places.items() if len(found) > 1}

    # A Schema Object as it stands, and one that is being put together.
    assert several == {"Schema": ["mockserver/contract/model.py", "mockserver/datagen/schemas/reading.py"]}


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
        for node in tree_of(module).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in general:
                places[node.name].append(str(module.relative_to(ROOT)))

    assert places == {
        "check": ["mockserver/cli/check.py"],
    }
