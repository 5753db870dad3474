"""Rules that hold for every module: what keys are made of, what is typed, frozen, bounded, passed in."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.errors import ErrorKind
from tests.architecture.source import MODULES, PACKAGE, ROOT, nodes_of

TEXTS = {str(module.relative_to(PACKAGE)): module.read_text("utf-8") for module in MODULES}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
# Who may keep a value for each argument without a bound, and what bounds the arguments.
UNBOUNDED = {
    "contract/metaschema.py": "the versions of OpenAPI",
    "datagen/addresses.py": "there is no argument",
    "replies/writer.py": "there is no argument",
    "server/documents.py": "the files of a folder of ours",
    "stores/sqlite.py": "the files of the stores that were opened, which must not be let go",
}
QUEUES = ("http1/",)  # what waits for its turn there is bounded by the connection, which stops reading


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of every module, with its place."""
    for module in MODULES:
        place = module.relative_to(PACKAGE)
        for node in nodes_of(module):
            yield f"{place}:{getattr(node, 'lineno', 1)}", node


def called(node: ast.AST) -> str:
    """The name that is called, empty where none is."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def imported(node: ast.AST) -> list[str]:
    """The modules that a node imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_no_key_is_a_hash_of_this_process_alone() -> None:
    """Two processes hash the same bytes to different numbers, and may have to agree on a key: take blake2b."""
    assert [place for place, node in nodes() if called(node) == "hash"] == []


def test_nothing_on_the_spine_may_be_anything() -> None:
    untyped = [
        place
        for place, node in nodes()
        if place.startswith("exchange/")
        and isinstance(node, ast.Name | ast.alias)
        and getattr(node, "id", getattr(node, "name", "")) == "Any"
    ]

    assert untyped == []


def test_kinds_of_error_are_members_of_one_enumeration() -> None:
    """Written as a text, a kind is found by no search for its uses; words that documents have for kinds are texts."""
    kinds, words = {kind.value for kind in ErrorKind}, "replies/error_codes.py"
    of_documents = {
        id(word) for each in nodes_of(PACKAGE / words) if isinstance(each, ast.Tuple) for word in each.elts
    }

    assert [
        place
        for place, node in nodes()
        if isinstance(node, ast.Constant)
        and node.value in kinds
        and not place.startswith("errors.py")
        and id(node) not in of_documents
    ] == []


def test_docstrings_begin_with_what_is_done_or_held() -> None:
    documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module
    empty = (
        "Do nothing",
        "Nothing",
        "This ",
        "It ",
        "There ",
        "Function",
        "Class",
        "Method ",
        "Module",
        "Helper",
        "Return",  # types say it: `the rows of ...` is what other rooms say
        "Yield",
    )

    assert [
        place
        for place, node in nodes()
        if isinstance(node, documented) and (ast.get_docstring(node) or "").startswith(empty)
    ] == []


def test_faults_of_ours_go_to_the_projects_own_logger() -> None:
    assert [place for place, node in nodes() if "traceback" in imported(node)] == []
    assert [
        place
        for place, node in nodes()
        if isinstance(node, ast.Call)
        and called(node) == "getLogger"
        and not isinstance(node.args[0] if node.args else None, ast.Constant)
    ] == []


def test_what_is_compiled_is_frozen() -> None:
    """A dataclass that is not frozen, or has no slots, says why beside its decorator."""
    plain = [
        f"{module}:{decorator.lineno} {node.name}"
        for module in TEXTS
        for node in nodes_of(PACKAGE / module)
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if ast.unparse(decorator).startswith("dataclass")
        and not {"frozen=True", "slots=True"} <= set(ast.unparse(decorator)[10:-1].split(", "))
        and "  # " not in TEXTS[module].splitlines()[decorator.lineno - 1]
    ]

    assert plain == []


def test_what_is_remembered_is_bounded_by_one_class() -> None:
    """`bounded.Recent` forgets the oldest; no second table is cut by hand."""
    by_hand = [
        place
        for place, node in nodes()
        if called(node) in {"OrderedDict", "popitem"}
        or (called(node) == "pop" and isinstance(node, ast.Call) and "next(iter(" in ast.unparse(node))
        or (isinstance(node, ast.Delete) and "next(iter(" in ast.unparse(node))
    ]

    assert by_hand == []


def test_what_waits_or_came_last_is_bounded() -> None:
    assert [
        place
        for place, node in nodes()
        if isinstance(node, ast.Call)
        and called(node) == "deque"
        and not place.startswith(QUEUES)
        and "maxlen" not in {keyword.arg for keyword in node.keywords}
    ] == []


def test_a_cache_of_a_function_is_bounded() -> None:
    found = {
        module
        for module in TEXTS
        for node in nodes_of(PACKAGE / module)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if ast.unparse(decorator) in {"cache", "lru_cache(None)", "lru_cache(maxsize=None)"}
    }

    assert found == set(UNBOUNDED)


def test_the_environment_is_read_in_one_place() -> None:
    found = {
        place.partition(":")[0]
        for place, node in nodes()
        if (isinstance(node, ast.Attribute) and node.attr == "environ") or called(node) == "getenv"
    }

    assert found == {"environment.py"}


def test_the_time_of_an_answer_comes_from_a_clock_that_tests_can_set() -> None:
    read = {"time.time", "datetime.now", "datetime.utcnow", "date.today"}
    of_the_wall = (
        "clock.py",
        "admin/api.py",
        "cli/",
        "runtime/certificates.py",
        "testing/",
    )  # the log, the reports, the age of the server, how long a certificate is good for

    assert [
        place
        for place, node in nodes()
        if isinstance(node, ast.Call) and ast.unparse(node.func) in read and not place.startswith(of_the_wall)
    ] == []


def test_what_is_drawn_is_drawn_from_a_seed() -> None:
    """`import random` gives the generator of the process, whose draws depend on all that were made before."""
    assert [
        place
        for place, node in nodes()
        if ("random" in imported(node) and isinstance(node, ast.Import)) or "secrets" in imported(node)
    ] == [
        place
        for place, node in nodes()
        if "random" in imported(node) and place.startswith("fuzzing/runner.py")
    ]


def test_nothing_is_global_and_no_module_is_for_the_rest() -> None:
    assert [place for place, node in nodes() if isinstance(node, ast.Global)] == []
    assert [
        module for module in TEXTS if Path(module).stem in {"utils", "util", "helpers", "common", "misc"}
    ] == []


def test_functions_are_simple() -> None:
    """ruff counts; nobody may ask it not to."""
    assert PROJECT["ruff"]["lint"]["mccabe"]["max-complexity"] < 10
    assert "C90" not in str(
        PROJECT["ruff"]["lint"]["ignore"] + [*PROJECT["ruff"]["lint"]["per-file-ignores"].values()]
    )
    assert [module for module, text in TEXTS.items() if "noqa: C901" in text] == []


@pytest.mark.parametrize("name", ["layers", "forbidden"])
def test_imports_are_held_to_their_order(name: str) -> None:
    """import-linter does it, in `make check`; every room has a layer, and none may be left out."""
    (contract,) = [each for each in PROJECT["importlinter"]["contracts"] if each["type"] == name]

    if name == "layers":
        assert contract["exhaustive"]
        assert contract["exhaustive_ignores"] == ["__main__"]
        assert "ignore_imports" not in contract
    else:
        assert {each.partition(" -> ")[0] for each in contract["ignore_imports"]} == {
            "mockserver.server",
            "mockserver.server.**",
        }
