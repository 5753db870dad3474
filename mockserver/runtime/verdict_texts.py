"""Verdicts as whoever judges is told them: in lines, with the place in the document."""

from collections.abc import Mapping

from mockserver.contract.model import Contract
from mockserver.coverage.clients.verdict import Verdict


def verdict_text(verdict: Verdict, contracts: Mapping[str, Contract]) -> str:
    """A verdict in lines: the rule, the operation, the calls, each violation, the place in the document."""
    named = f"{verdict.vendor} {verdict.operation}".strip()
    lines = [f"{verdict.rule}: {named}" if named else verdict.rule]
    lines += [f"  {call}" for call in verdict.calls]
    lines += [f"    {breach}" for breach in verdict.breaches] or [f"    {verdict.message}"]
    file, place = document_place(verdict, contracts)
    if verdict.pointer and file:
        lines.append(f"    see {file}{f':{place}' if place else ''}")
    return "\n".join(lines)


def document_place(verdict: Verdict, contracts: Mapping[str, Contract]) -> tuple[str, int | None]:
    """The file of the document that a verdict is about, empty for none, and the line where that is known."""
    contract = contracts.get(verdict.vendor)
    if contract is None:
        return "", None
    file, line = contract.document.place(verdict.pointer)
    return file, line if verdict.pointer else None
