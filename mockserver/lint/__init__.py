"""What `lint` looks at: one file for each kind of check."""

from collections.abc import Iterator
from copy import deepcopy

import yaml

from mockserver.contract import compiler
from mockserver.contract.document import Document
from mockserver.errors import Problem
from mockserver.lint.backstop import check_with_library
from mockserver.lint.keywords import check_keywords
from mockserver.lint.semantics import check_duplicates, check_operations, check_references
from mockserver.lint.serving import check_serving, check_variants
from mockserver.lint.values import check_values
from mockserver.parts import PARTS
from mockserver.settings import Settings


def problems_of(document: Document, settings: Settings) -> list[Problem]:
    """Every problem of a document, each once, by line."""
    found = list(_problems(document, settings))
    return sorted(
        dict.fromkeys(found), key=lambda problem: (problem.file, problem.line or 0, problem.pointer)
    )


def _problems(document: Document, settings: Settings) -> Iterator[Problem]:
    original = Document(document.name, deepcopy(document.data), source=document.source, text=document.text)
    dangling = list(check_references(document))
    yield from dangling
    contract, found = compiler.inspect(document, PARTS)
    yield from (problem for problem in found if not (dangling and "leads nowhere" in problem.message))
    yield from check_keywords(document)
    if dangling or contract is None:
        return  # what follows needs references that lead somewhere, and objects where OpenAPI has objects
    later = [*check_duplicates(document), *check_operations(contract), *check_values(document)]
    if not any(problem.severity == "error" for problem in [*found, *later]):
        later += check_with_library(document)
        later += check_serving(contract, settings)
        later += check_variants(contract, original, settings)
    yield from later


def duplicate_keys(text: str, source: str) -> list[Problem]:
    """A problem for each key that stands twice in one object of a YAML or JSON text."""
    try:
        root = yaml.compose(text, yaml.CSafeLoader)
    except yaml.YAMLError:
        return []
    found: list[Problem] = []
    waiting, seen = [root] if root else [], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            names: dict[str, int] = {}
            for key, value in node.value:
                line = key.start_mark.line + 1
                if key.value in names:
                    message = f"the key {key.value!r} stands twice, first at line {names[key.value]}"
                    found.append(Problem("", message, line, source))
                elif isinstance(key, yaml.ScalarNode):
                    names[key.value] = line
                waiting.append(value)
    return sorted(found, key=lambda problem: problem.line or 0)
