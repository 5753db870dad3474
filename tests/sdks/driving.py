"""One SDK against the document of its vendor, served with nothing prepared."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mockserver

HERE = Path(__file__).parent
CORPUS = HERE.parents[2] / "shared" / "corpus"
DRIVERS = HERE / "drivers"
TIMEOUT = 120  # seconds for all steps of a driver


@dataclass(frozen=True, slots=True)
class Step:
    """What a driver did.

    Attributes:
        name: What it is called.
        fault: Why it failed; empty where it went well.
    """

    name: str
    fault: str


def drive(document: str, command: Sequence[str], environment: dict[str, str] | None = None) -> list[Step]:
    """Serve a document of the corpus and run a driver against it.

    Args:
        document: Its path below the corpus.
        command: The driver, with what runs it.
        environment: What else it finds in its environment.

    Returns:
        The driver's steps in their order; the last tells of a driver that did not come to its end.
    """
    with mockserver.running(str(CORPUS / document)) as server:
        (name,) = server
        told = {
            **{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
            **(environment or {}), "SDK_URL": server[name].url.rstrip("/"),
        }  # fmt: skip
        try:
            run = subprocess.run(
                command, env=told, capture_output=True, text=True, check=False, timeout=TIMEOUT, cwd=DRIVERS
            )
        except subprocess.TimeoutExpired as error:
            output = (error.stdout or b"").decode()
            return [*_steps(output), Step("the driver", f"did not end in {TIMEOUT} s")]
    steps = _steps(run.stdout)
    if run.returncode:
        steps.append(Step("the driver", f"ended with {run.returncode}: {run.stderr.strip()[-2000:]}"))
    return steps


def _steps(output: str) -> list[Step]:
    told = [json.loads(line) for line in output.splitlines() if line.startswith('{"step"')]
    return [Step(each["step"], each["fault"]) for each in told]
