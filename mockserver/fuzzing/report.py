"""What a run tells its user."""

from collections.abc import Iterator, Sequence

from mockserver.fuzzing import law_verdict
from mockserver.fuzzing.job import Outcome

SECTIONS = ("= ERRORS =", "= FAILURES =", "= WARNINGS =")  # where Schemathesis starts to explain


def lines(outcome: Outcome) -> Iterator[str]:
    """One document: a line, and where something was found its story and the command that repeats it."""
    yield f"{outcome.job.name:<12} {outcome.cases:>6} cases  {_verdict(outcome)}  {outcome.seconds:.1f} s"
    yield from law_verdict.counted(outcome.laws)
    if not outcome.found and not outcome.trouble:
        return
    for finding in outcome.laws.findings:
        yield from law_verdict.told(finding)
    if outcome.failures or outcome.warnings or outcome.trouble:
        yield _story(outcome.output)
    if outcome.complaints:
        yield "\n".join(["The server said:", *dict.fromkeys(outcome.complaints.splitlines())])
    yield f"Repeat with: {outcome.job.command}"


def total(outcomes: Sequence[Outcome]) -> str:
    """All documents in one line."""
    cases, failures = sum(o.cases for o in outcomes), sum(_findings(o) for o in outcomes)
    said = [f"{failures} findings" if failures else "nothing found"]
    if untried := sum(1 for outcome in outcomes if outcome.trouble):
        said.append(f"{untried} of them not to its end")
    return (
        f"seed {outcomes[0].job.seed}: {cases} cases against {len(outcomes)} document(s), {', '.join(said)}"
    )


def _findings(outcome: Outcome) -> int:
    return outcome.failures + len(outcome.warnings) + len(outcome.laws.findings)


def _verdict(outcome: Outcome) -> str:
    said = []
    if outcome.trouble:
        said.append(f"cannot be fuzzed: {outcome.trouble}")
    if outcome.failures:
        said.append(f"{outcome.failures} failures")
    if outcome.laws.findings:
        said.append(f"{len(outcome.laws.findings)} laws broken")
    said += [f"{name}: {', '.join(places)}" for name, places in outcome.warnings.items()]
    if not said:
        said.append("nothing found")
    if outcome.reached:
        missed = sum(len(statuses) for statuses in outcome.unreached.values())
        reached = sum(len(statuses) for statuses in outcome.reached.values())
        said.append(f"{reached} of {reached + missed} declared answers seen")
    if outcome.refusals:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.refusals.items()))
        said.append(f"right all the same: {kinds}")
    return "; ".join(said)


def _story(output: str) -> str:
    starts = [place for section in SECTIONS if (place := output.find(section)) >= 0]
    if not starts:
        return output
    start = output.rfind("\n", 0, min(starts)) + 1
    end = output.find("= SUMMARY =", start)
    return output[start : output.rfind("\n", 0, end) if end >= 0 else len(output)].strip()
