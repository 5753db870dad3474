"""Rules that hold for every module: what keys are made of, what the spine is typed with."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "mockserver"
TREES = {
    str(module.relative_to(PACKAGE)): ast.parse(module.read_text("utf-8")) for module in PACKAGE.rglob("*.py")
}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of every module, with its place."""
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            yield f"{module}:{getattr(node, 'lineno', 1)}", node


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


def test_docstrings_begin_with_what_is_done() -> None:
    documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module

    assert [
        place
        for place, node in nodes()
        if isinstance(node, documented) and (ast.get_docstring(node) or "").startswith("Do nothing")
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
