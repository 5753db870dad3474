"""GitHub's workflow commands: annotations on the lines of the documents."""

from collections import Counter
from collections.abc import Sequence

from mockserver.printing import lines, shortened
from mockserver.reports.base import Format
from mockserver.reports.issues import Issue, details, issues
from mockserver.reports.report import Report
from mockserver.reports.texts import plural

MOST = 10  # annotations; GitHub shows no more of one step
LONGEST = 4000  # characters of one
LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render_github(report: Report) -> str:
    """One command a line, at most ten; what does not fit is summed up in the last.

    Conditions on coverage come first, then the gravest. Files outside the project's folder are not named, since no
    annotation can stand in them.
    """
    found = issues(report)
    commands = [
        *(command("error", str(each), title="Coverage is too low") for each in report.shortfalls),
        *map(annotation, found),
    ]
    if len(commands) > MOST:
        shown = MOST - 1
        left = found[max(0, shown - len(report.shortfalls)) :]
        commands = [*commands[:shown], _rest(left, len(commands) - shown)]
    return "".join(f"{line}\n" for line in commands)


def annotation(issue: Issue) -> str:
    """The command of one issue."""
    text = "\n".join([issue.message, *details(issue, most=5)])
    title = f"{issue.rule}: {issue.subject}" if issue.subject else issue.rule
    place: dict[str, str] = {}
    if issue.place.is_local:
        place = {"file": issue.place.file, "line": str(issue.place.line or 1)}
    return command(LEVELS.get(issue.severity, "notice"), text, **place, title=title)


def _rest(left: Sequence[Issue], many: int) -> str:
    rules = Counter(issue.rule for issue in left)
    level = "error" if any(issue.severity == "error" for issue in left) else "warning"
    named = ", ".join(f"{rule} ({count})" for rule, count in rules.most_common())
    return command(level, f"{plural(many, 'finding')} besides these: {named}", title="And more")


def command(level: str, message: str, **properties: str) -> str:
    """`::error file=specs/acme.yaml,line=12,title=...::message`, escaped as the runner reads it."""
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {given}::{_data(shortened(message, LONGEST))}"


def _data(text: str) -> str:
    return lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(shortened(text, LONGEST)).replace(":", "%3A").replace(",", "%2C")


FORMAT = Format(name="github", purpose="annotations in a workflow's log", render=render_github)
