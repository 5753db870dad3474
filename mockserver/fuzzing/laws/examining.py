"""Judging the laws of one document: examples drawn from a seed, failures shrunk by Hypothesis."""

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any
from zlib import crc32

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import HypothesisException
from hypothesis.strategies import DataObject, data, integers

from mockserver.contract.model import Operation
from mockserver.explanation.fact import why
from mockserver.fuzzing.law_verdict import LawCount, LawFinding, LawVerdict
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.server_under_test import ServerUnderTest

ASKED_OTHERWISE = "it is asked by more than its parameters"
OUT_OF_TIME = "the time limit was reached"


class OutOfTime(KeyboardInterrupt):
    """The time limit was reached: what ends a test of Hypothesis at once, unlike an error, which it would shrink."""


class FirstChoices:
    """The simplest choices."""

    def number(self, least: int, most: int) -> int:
        """The least number."""
        return least

    def one_of(self, options: Sequence[Any]) -> Any:
        """The first of several."""
        return options[0]


class DrawnChoices:
    """Choices that Hypothesis makes, and shrinks."""

    def __init__(self, data: DataObject) -> None:
        self._data = data

    def number(self, least: int, most: int) -> int:
        """One of the numbers from `least` to `most`."""
        return self._data.draw(integers(least, max(least, most)))

    def one_of(self, options: Sequence[Any]) -> Any:
        """One of several."""
        return options[self.number(0, len(options) - 1)]


class _Trials:
    """The examples of one law of one operation.

    Attributes:
        held: How many of them held.
        reasons: Why others could not be judged.
    """

    def __init__(self, server: ServerUnderTest, law: Law, operation: Operation, until: float | None) -> None:
        self._server, self._law, self._operation, self._until = server, law, operation, until
        self.held = 0
        self.reasons: dict[str, int] = {}

    def on_time(self) -> None:
        """Go on, as long as there is time.

        Raises:
            OutOfTime: When there is none.
        """
        if self._until is not None and monotonic() > self._until:
            raise OutOfTime

    def hopeless(self) -> bool:
        """Whether nothing can be said, whatever is chosen."""
        self._server.reset()
        try:
            self._law.judge(Trial(self._server, self._operation, FirstChoices()))
        except NotJudged as error:
            if error.always:
                self.reasons[error.reason] = 1
            return error.always
        except LawBroken:
            return False
        return False

    def example(self, drawn: DataObject) -> None:
        """Try what Hypothesis chooses.

        Raises:
            LawBroken: When the law does not hold.
            OutOfTime: When the time limit was reached.
        """
        self.on_time()
        self._server.reset()
        try:
            self._law.judge(Trial(self._server, self._operation, DrawnChoices(drawn)))
        except NotJudged as error:
            self.reasons[error.reason] = self.reasons.get(error.reason, 0) + 1
        else:
            self.held += 1


class LawJudge:
    """Judges the laws of one document.

    Attributes:
        counts, findings: What has been found so far.
    """

    def __init__(
        self, server: ServerUnderTest, *, number: int, max_examples: int, until: float | None = None
    ) -> None:
        """Take a server.

        Args:
            server: The server.
            number: The seed.
            max_examples: For each law and operation.
            until: When to stop, by the monotonic clock; None for never.
        """
        self._server = server
        self._number = number
        self._until = until
        self._settings = settings(
            max_examples=max_examples,
            database=None,  # a run depends on its seed, never on the run before
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=Verbosity.quiet,
        )
        self.counts: dict[str, LawCount] = {}
        self.findings: list[LawFinding] = []

    def judge(self, laws: Mapping[str, Law]) -> LawVerdict:
        """Judge each law of each operation that it is about."""
        self.counts = {name: LawCount() for name in laws}
        for (
            operation
        ) in self._server.contract.operations:  # all of one, then the next: they read the same lists
            if operation.id in self._server.vendor.plans:
                self._all_of(operation, laws)
        for name, law in laws.items():
            if not self.counts[name].operations and not self.counts[name].unjudged:
                self.counts[name].unjudged[f"there is no {' or '.join(law.behaviours)}"] = []
        return LawVerdict(self.counts, self.findings)

    def _all_of(self, operation: Operation, laws: Mapping[str, Law]) -> None:
        for name, law in laws.items():
            if operation.mock.behaviour not in law.behaviours:
                continue
            if operation.mock.request_parts:
                place = f"{operation.method} {operation.path}"
                self.counts[name].unjudged.setdefault(ASKED_OTHERWISE, []).append(place)
            else:
                self._of(name, law, operation, self.counts[name])

    def _of(self, name: str, law: Law, operation: Operation, count: LawCount) -> None:
        """Judge one law of one operation."""
        place = f"{operation.method} {operation.path}"
        trials = _Trials(self._server, law, operation, self._until)
        try:
            trials.on_time()
            broken = None if trials.hopeless() else self._run(f"{name} {place}", trials)
        except OutOfTime:
            count.unjudged.setdefault(OUT_OF_TIME, []).append(place)
            return
        count.examples += trials.held
        if broken is not None:
            count.operations += 1
            rule = why(self._server.contract.document, broken.origin)
            calls = tuple(call.curl for call in self._server.calls)
            self.findings.append(LawFinding(name, place, broken.message, rule, calls))
        elif trials.held:
            count.operations += 1
        else:
            reason = next(iter(trials.reasons), "no example could be made")
            count.unjudged.setdefault(reason, []).append(place)

    def _run(self, name: str, trials: _Trials) -> LawBroken | None:
        """What breaks a law, shrunk; None when nothing does."""
        number = crc32(f"{self._number} {name}".encode())
        test = seed(number)(self._settings(given(data())(trials.example)))
        try:
            test()
        except LawBroken as broken:
            return broken
        except HypothesisException as error:
            trials.on_time()  # an example that time ended drew less than it drew before, which is an error there
            raise AssertionError(f"{name}: {error}") from error
        return None
