"""What one document of other people costs and gets, measured in processes of its own.

python benchmarks/corpus_document.py FILE   # what is said of it at start, as JSON: the first of these processes
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servers import Process, StartError, free_port, mockserver, started

HERE = Path(__file__).resolve()
RULER = HERE.parents[2] / "shared" / "measure" / "any_document.py"
SERVER = Path(sys.executable).with_name("mockserver")
HEALTH = "/__admin/health"
ASIDE = ("(generator)", "(no parent)")  # how the ruler marks what is no fault of the server
UNJUDGED = ("undeclared here, in the document elsewhere", "undeclared, none declared")
RIGHT = ("declared, right shape", "declared, no schema")
FINDINGS = re.compile(r"^seed \d+: (\d+) cases against .*?(?:, (\d+) findings|, nothing found)", re.MULTILINE)


@dataclass(slots=True)
class Row:
    """What was measured of a document, or of all of them.

    Attributes:
        name: Of the document.
        served, unserved: Operations that are answered, and those that answer 501.
        causes: How many warnings of each rule are given at start.
        refusal: Why the document is refused, in one line.
        cpu, memory: Seconds of CPU time until the first answer, MiB at their most by the end of the start.
        valid, declared: Valid requests that count, and those of them that are answered as declared.
        wrong, right, accepted: Wrong requests that count, those that are refused as declared, those that are let in.
        cases, findings: What `fuzz` sent and found; None where it was not asked.
        faults: What is worth a look, a line each.
        trouble: What could not be measured.
    """

    name: str
    served: int = 0
    unserved: int = 0
    causes: dict[str, int] = field(default_factory=dict)
    refusal: str = ""
    cpu: float = 0.0
    memory: float = 0.0
    valid: int = 0
    declared: int = 0
    wrong: int = 0
    right: int = 0
    accepted: int = 0
    cases: int | None = None
    findings: int | None = None
    faults: list[str] = field(default_factory=list)
    trouble: str = ""


def read(path: Path) -> dict[str, Any]:
    """What is said of a document at start, and which of its operations declare nothing but errors."""
    from mockserver.app import create_app  # noqa: PLC0415 - only the process that is asked for it pays for it
    from mockserver.errors import SpecError  # noqa: PLC0415

    try:
        (vendor,) = create_app([str(path)]).vendors.values()
    except SpecError as error:
        return {"refusal": str(error)}
    operations = vendor.contract.operations
    errors = [o for o in operations if o.responses and all(status[0] in "45" for status in o.responses)]
    return {
        "operations": len(operations),
        "served": len(vendor.plans),
        "causes": Counter(problem.rule or "other" for problem in vendor.problems),
        "only_errors": [f"{operation.method} {operation.path}" for operation in errors],
    }


def measure(name: str, path: Path, asked: argparse.Namespace) -> Row:
    """All that is asked for of a document; what takes too long is said, and the rest is still measured."""
    row = Row(name)
    try:
        said = json.loads(_output([sys.executable, str(HERE), str(path)], asked.timeout))
        row.refusal = said.get("refusal", "")
        if row.refusal:
            return row
        row.served, row.unserved = said["served"], said["operations"] - said["served"]
        row.causes = said["causes"]
        _start(row, path)
        if asked.cap:
            _ask(row, path, asked, set(said["only_errors"]))
        if asked.fuzz:
            _fuzz(row, path, asked)
    except subprocess.TimeoutExpired as error:
        row.trouble = f"{Path(error.cmd[1]).name} took more than {error.timeout:g} s"
    except (StartError, ValueError, OSError) as error:
        row.trouble = str(error).strip() or type(error).__name__
    return row


def _output(command: Sequence[str], timeout: float) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    if not done.stdout.strip():
        raise ValueError("\n".join(done.stderr.strip().splitlines()[-3:]) or f"exit code {done.returncode}")
    return done.stdout


def _start(row: Row, path: Path) -> None:
    port = free_port()
    with started(mockserver(str(path), port=port), port, HEALTH) as server:
        row.cpu, row.memory = server.cpu(), _most(server)


def _most(server: Process) -> float:
    """The most resident memory that a process had, in MiB."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def _ask(row: Row, path: Path, asked: argparse.Namespace, only_errors: set[str]) -> None:
    """Valid and wrong requests, as the ruler makes and judges them."""
    entry = path.relative_to(asked.folder).parts[0]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "result.jsonl")
        command = [sys.executable, str(RULER), str(SERVER), str(asked.folder), "--out", str(out)]
        command += ["--only", Path(entry).stem if path.parent == asked.folder else entry]
        command += ["--cap", str(asked.cap), "--behaviour", "0", "--no-repair"]
        _output(command, asked.timeout)
        found = json.loads(out.read_text())
    if "script_error" in found:
        raise ValueError(f"the ruler: {found['script_error'].strip().splitlines()[-1]}")
    _judge_valid(row, found["requests"], only_errors)
    for kind, counts in found["errors"].items():
        row.wrong += counts["n"] - sum(counts[verdict] for verdict in UNJUDGED)
        row.right += sum(counts[verdict] for verdict in RIGHT)
        row.accepted += counts["accepted"]
        row.faults += [f"{kind}: {at[0]}: {at[1]}, {at[2]}" for at in counts["at"] if at[2] not in UNJUDGED]


def _judge_valid(row: Row, requests: dict[str, Any], only_errors: set[str]) -> None:
    """A declared error is right where nothing else is declared."""
    row.valid = requests["asked"] - requests["no_parent"] - requests["generator_at_fault"]
    aside = {fault[0] for fault in requests["faults"] if fault[1].endswith(ASIDE)}
    wrong = {
        fault[0]: fault
        for fault in requests["faults"]
        if fault[0] not in aside and not (fault[0] in only_errors and fault[1].isdigit())
    }
    row.declared = row.valid - len(wrong)
    row.faults += [f"valid: {fault[0]}: {' '.join(map(str, fault[1:3]))}"[:200] for fault in wrong.values()]


def _fuzz(row: Row, path: Path, asked: argparse.Namespace) -> None:
    command = [str(SERVER), "fuzz", str(path), "--seed", "1", "--max-examples", str(asked.fuzz)]
    command += ["--time-limit", str(asked.fuzz_seconds)]
    said = _output(command, asked.timeout + asked.fuzz_seconds)
    match = FINDINGS.search(said)
    if match is None:
        raise ValueError(f"fuzz: {said.strip().splitlines()[-1]}")
    row.cases, row.findings = int(match[1]), int(match[2] or 0)
    if row.findings:
        row.faults += [f"fuzz: {said.splitlines()[0]}"]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(Path(sys.argv[1]))))
