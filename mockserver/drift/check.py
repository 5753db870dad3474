"""Judging recorded traffic against documents, without a server: verdicts, coverage, and where the replies differ."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from mockserver.contract.model import Contract
from mockserver.coverage.collector import Collector
from mockserver.coverage.runs.run import Drift, Run
from mockserver.drift.recorded_document import RecordedDocument
from mockserver.drift.recordings import Recorded, read_recording


@dataclass(frozen=True, slots=True)
class Checked:
    """What recordings say.

    Attributes:
        run: Coverage, verdicts and drift.
        judged: How many exchanges were held against a document.
        skipped: How many went to hosts that no document names, by host.
    """

    run: Run
    judged: int
    skipped: tuple[tuple[str, int], ...]


def check_recordings(
    paths: Sequence[Path], contracts: Iterable[Contract], *, off: Iterable[str] = ()
) -> Checked:
    """Judge recordings.

    Args:
        paths: HAR files and cassettes.
        contracts: What they are held against: by the host, or by the path where one document alone has such a path.
        off: Names of rules that are switched off.

    Raises:
        UsageError: For a file that is no recording, or a rule that is not there.
    """
    judge = _RecordingJudge(list(contracts), off)
    digest = blake2b(digest_size=8)
    for path in paths:
        recording = read_recording(path)
        digest.update(repr(recording).encode())
        judge.collector.begin(path.name)
        for recorded in recording:
            judge.take(recorded, path.name)
    judge.collector.begin()
    run = judge.collector.run(f"recordings-{digest.hexdigest()}", drift=judge.drift)
    return Checked(run, judge.judged, tuple(sorted(judge.skipped.items())))


class _RecordingJudge:
    """Holds each recorded exchange against its document."""

    def __init__(self, contracts: Sequence[Contract], off: Iterable[str]) -> None:
        self.collector = Collector(contracts, off=off)
        self.drift: list[Drift] = []
        self.judged = 0
        self.skipped: Counter[str] = Counter()  # by host
        self._documents = [RecordedDocument(contract, alone=len(contracts) == 1) for contract in contracts]

    def take(self, recorded: Recorded, source: str) -> None:
        """Judge one exchange of a recording."""
        document = next((each for each in self._documents if each.below(recorded.url) is not None), None)
        if document is None:
            self.skipped[urlsplit(recorded.url).netloc] += 1
            return
        self.judged += 1
        exchange = document.judge(recorded)
        self.collector.observe(exchange)
        drift = document.drift(recorded, exchange, self.collector.latest(exchange), source)
        if drift is not None:
            self.drift.append(drift)
