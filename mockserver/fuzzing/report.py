"""What a run tells its user."""

from collections.abc import Iterator, Sequence

from mockserver.fuzzing import law_verdict
from mockserver.fuzzing.job import Outcome
from mockserver.fuzzing.law_verdict import named_places

SECTIONS = ("= ERRORS =", "= FAILURES =", "= WARNINGS =")  # where Schemathesis starts to explain


def report_lines(outcome: Outcome) -> Iterator[str]:
    """One document: a line, and where something was found its story and the command that repeats it."""
    yield f"{outcome.job.name:<12} {outcome.cases:>6} cases  {_verdict(outcome)}  {outcome.seconds:.1f} s"
    yield from law_verdict.count_lines(outcome.laws)
    for status, places in outcome.left_out.items():
        yield f"  the document leaves out {status}, which is answered by {named_places(places)}"
    if not outcome.found and not outcome.trouble:
        return
    for status, places in outcome.undeclared.items():
        yield f"{status} is answered and not declared by {named_places(places)}, as to"
        yield f"  {outcome.shown[status]}"
    for finding in outcome.laws.findings:
        yield from law_verdict.finding_lines(finding)
    if outcome.failures or outcome.errors or outcome.warnings or outcome.trouble:
        yield _story(outcome.output)
    if outcome.complaints:
        yield "\n".join(["The server said:", *dict.fromkeys(outcome.complaints.splitlines())])
    yield f"Repeat with: {outcome.job.command}"


def total(outcomes: Sequence[Outcome]) -> str:
    """All documents in one line."""
    cases, failures = sum(o.cases for o in outcomes), sum(outcome.findings for outcome in outcomes)
    said = [f"{failures} findings" if failures else "nothing found"]
    if untried := sum(1 for outcome in outcomes if outcome.trouble):
        said.append(f"{untried} of them not to its end")
    return (
        f"seed {outcomes[0].job.seed}: {cases} cases against {len(outcomes)} document(s), {', '.join(said)}"
    )


def _verdict(outcome: Outcome) -> str:
    said = list(_found(outcome)) or ["nothing found"]
    if outcome.limited:
        untried = f"; nothing was sent to {named_places(outcome.untried)}" if outcome.untried else ""
        said.append(f"ended by the time limit{untried}")
    if outcome.reached:
        missed = sum(len(statuses) for statuses in outcome.unreached.values())
        reached = sum(len(statuses) for statuses in outcome.reached.values())
        said.append(f"{reached} of {reached + missed} declared answers seen")
    if outcome.unserved:
        said.append(f"not served, as lint says: {named_places(outcome.unserved)}")
    if outcome.refusals:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.refusals.items()))
        said.append(f"right all the same: {kinds}")
    return "; ".join(said)


def _found(outcome: Outcome) -> Iterator[str]:
    if outcome.trouble:
        yield f"cannot be fuzzed: {outcome.trouble}"
    if outcome.failures:
        yield f"{outcome.failures} failures"
    if outcome.undeclared:
        yield f"statuses that are not declared: {', '.join(outcome.undeclared)}"
    if outcome.errors:
        yield f"not all could be sent: {', '.join(outcome.errors)}"
    if outcome.laws.findings:
        yield f"{len(outcome.laws.findings)} laws broken"
    yield from (f"{name}: {named_places(places)}" for name, places in outcome.warnings.items())


def _story(output: str) -> str:
    starts = [place for section in SECTIONS if (place := output.find(section)) >= 0]
    if not starts:
        return output
    start = output.rfind("\n", 0, min(starts)) + 1
    end = output.find("= SUMMARY =", start)
    return output[start : output.rfind("\n", 0, end) if end >= 0 else len(output)].strip()
