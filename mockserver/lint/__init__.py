"""What `lint` looks at: one file for each kind of check."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from mockserver.contract import compiler, overlay
from mockserver.contract.document import Document
from mockserver.errors import Problem
from mockserver.lint.keywords import check_keywords
from mockserver.lint.rows import check_fixtures
from mockserver.lint.semantics import check_operations
from mockserver.lint.servable import check_serving, check_variants
from mockserver.lint.values import check_values
from mockserver.parts import PARTS
from mockserver.replies.shown_replies import check_replies
from mockserver.settings import Settings


def problems_of(
    document: Document, settings: Settings, overlays: Sequence[overlay.Overlay] = ()
) -> list[Problem]:
    """Every problem of a document, each once, by line.

    Args:
        document: Changed in place by overlays.
        settings: Where its fixtures are.
        overlays: Those that are applied first.
    """
    found = [problem for each in overlays for problem in overlay.apply_overlay(document, each)]
    found += _problems(document, settings)
    return sorted(
        dict.fromkeys(found), key=lambda problem: (problem.file, problem.line or 0, problem.pointer)
    )


def _problems(document: Document, settings: Settings) -> Iterator[Problem]:
    original = document.but(deepcopy(document.data))
    contract, found = compiler.inspect(document, PARTS, infers=True)
    yield from found
    yield from check_keywords(document)
    if contract is None:
        return
    later = [*check_operations(contract), *check_values(contract.document)]
    later += check_replies(contract, examples=False)
    later += check_fixtures(contract, settings)
    if not any(problem.severity == "error" for problem in [*found, *later]):
        later += check_serving(contract, settings)
        later += check_variants(contract, original, settings)
    yield from later
