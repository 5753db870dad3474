"""A document as it came, and what is left of it once its faults are mended."""

from dataclasses import dataclass

from mockserver.contract.document import Document, ancestors
from mockserver.contract.tolerance import expansion, kinds, references
from mockserver.contract.tolerance.consistency import Names
from mockserver.contract.tolerance.grammar import NEWEST
from mockserver.contract.tolerance.walk import Pass, renamed
from mockserver.errors import Problem


@dataclass(frozen=True, slots=True)
class Mended:
    """A document whose faults have been mended.

    Attributes:
        document: What is left; all that is served of it is as OpenAPI asks.
        problems: What was mended, each a warning.
    """

    document: Document
    problems: tuple[Problem, ...]


def mend(document: Document) -> Mended:
    """A document in which each fault has cost the smallest thing that holds it.

    Args:
        document: It stays as it is; what is in order is shared with it.
    """
    run = Pass(document, kinds.mend_of)
    if document.version > NEWEST:
        newest = ".".join(map(str, NEWEST))
        run.fault(
            (None, "openapi"),
            "version",
            f"this version is not known; it is read as {newest}, the newest that is",
        )
    data = references.with_mended_targets(run, run.kind("document")(document.data, None))
    data = expansion.bounded(run, data)
    if run.moved:
        data = _redirected(run, data)
    walked = document.but(data, run.moved)
    run.forget()
    names = Names(walked)
    data = names.settled()
    told = (*document.problems, *run.problems, *names.problems)
    return Mended(walked.but(data), tuple(dict.fromkeys(told)))


def _redirected(run: Pass, data: object) -> object:
    """`data` with its `$ref`s into what moved leading to where it went."""
    went = {old: new for new, old in run.moved.items()}
    if any(at in went for target in run.targets for at in ancestors(target)):
        return renamed(data, went)
    return data
