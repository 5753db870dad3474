"""From `pip install` to a failing CI job on a broken call, in under ten lines of the user's repository."""

import subprocess
import sys
from pathlib import Path

import yaml

JOB = Path(__file__).parents[2] / "examples" / "contracts.yml"
CLIENT = """
import httpx

def customers(limit):
    reply = httpx.get("https://api.getrotor.com/open-api/customers", params={"limit": limit},
                      headers={"x-api-key": "test_full"})
    return reply.json().get("data", [])
"""


def test_a_broken_call_fails_the_job(tmp_path: Path) -> None:
    """The job as its runner would run it: green for a client that keeps the contract, red for one that breaks it."""
    job = JOB.read_text()
    steps = yaml.safe_load(job)["jobs"]["contracts"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    (tmp_path / "client.py").write_text(CLIENT)
    test = tmp_path / "test_client.py"

    test.write_text("from client import customers\n\ndef test_it():\n    assert customers(10)\n")
    kept = run(commands[-1], tmp_path)
    test.write_text("from client import customers\n\ndef test_it():\n    customers(5000)\n")
    broken = run(commands[-1], tmp_path)

    assert len([line for line in job.splitlines() if line.strip()]) < 10
    assert commands[0].startswith("pip install")
    assert kept.returncode == 0, kept.stdout
    assert broken.returncode == 1
    assert "query limit: expected maximum 1000, came 5000" in broken.stdout


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command of the job, with this environment's Python."""
    words = command.split()
    assert words[0] == "pytest"
    return subprocess.run(
        [sys.executable, "-m", *words, "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
