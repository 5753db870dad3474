"""What a run is asked for, and what became of it; plain data, because each document has a process of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mockserver.fuzzing.law_verdict import LawVerdict
from mockserver.settings import ServerOptions

LAWS = "laws"  # the phase that judges the laws of state and paging; the others are Schemathesis'
PHASES = ("examples", "coverage", "fuzzing", "stateful", LAWS)
CREDENTIAL = "test_full"  # may do everything and is never limited
NEIGHBOUR = "test_other"  # the same in another tenant, whom none of the first one's rows may reach


@dataclass(frozen=True, slots=True)
class Job:
    """One document to fuzz.

    Attributes:
        server: What is served: the document alone, a name of the specs folder, a file or a URL.
        max_examples: Generated cases for each operation and phase.
        seed: Where generated cases start from.
        phases: Some of `PHASES`.
        credential: The name of the test credential that is sent.
        name: What the document is called where it is served.
        time_limit: Seconds after which it ends, wherever it is; None for no limit.
        notes: The file in which it notes how many requests there were; empty for none.
    """

    server: ServerOptions
    max_examples: int
    seed: int
    phases: Sequence[str] = PHASES
    credential: str = CREDENTIAL
    name: str = ""
    time_limit: float | None = None
    notes: str = ""

    @property
    def document(self) -> str:
        """The document, as it was named."""
        return self.server.documents[0]

    @property
    def command(self) -> str:
        """The command that does the same again."""
        words = [
            f"mockserver fuzz {self.document}",
            f"--seed {self.seed}",
            f"--max-examples {self.max_examples}",
        ]
        if tuple(self.phases) != PHASES:
            words.append(f"--phases {','.join(self.phases)}")
        if variants := self.server.variants.get(self.name):
            words.append(f"--variant {self.name}={','.join(variants)}")
        if self.time_limit is not None:
            words.append(f"--time-limit {self.time_limit:g}")
        words += [f"--overlay {overlay}" for overlay in self.server.overlays]
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What fuzzing one document gave.

    Attributes:
        job: What was asked.
        cases: How many cases were generated, examples of laws among them.
        failures: How many different failures the checks found.
        refusals: How many refusals of valid requests were the doing of the rows, by kind of error.
        reached, unreached: Statuses that operations declare: those that were answered, those that were not.
        undeclared: Operations by the statuses that they answered with and do not declare; all of them are one finding.
        left_out: The same of refusals that no status of the operation says; they are the document's, and no finding.
        shown: For each status that is undeclared, a request that is answered so, as a curl line.
        unserved: Operations that answer 501, as is said at start: no finding.
        errors: What kept operations from being asked, or asked all that they were to be.
        untried: Operations that nothing was sent to.
        limited: Whether the time limit ended it.
        warnings: Operations by what Schemathesis warns of; a warning is a finding, too.
        laws: What became of the laws of state and paging.
        seconds: How long it took.
        output: All that Schemathesis printed, with a command for each failing request.
        complaints: What the server printed beside it.
        trouble: Why the document could not be fuzzed to the end; empty when it was.
    """

    job: Job
    cases: int = 0
    failures: int = 0
    refusals: Mapping[str, int] = field(default_factory=dict)
    reached: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unreached: Mapping[str, Sequence[str]] = field(default_factory=dict)
    undeclared: Mapping[str, Sequence[str]] = field(default_factory=dict)
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    unserved: Sequence[str] = ()
    errors: Sequence[str] = ()
    untried: Sequence[str] = ()
    limited: bool = False
    warnings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    laws: LawVerdict = field(default_factory=LawVerdict)
    seconds: float = 0.0
    output: str = ""
    complaints: str = ""
    trouble: str = ""

    @property
    def found(self) -> bool:
        """Whether a check found something."""
        return bool(self.findings)

    @property
    def findings(self) -> int:
        """How many things were found; statuses that the document does not declare are one."""
        undeclared = 1 if self.undeclared else 0
        return self.failures + undeclared + len(self.errors) + len(self.warnings) + len(self.laws.findings)
