"""Print what an installation takes, and what it costs every pytest run: packages, megabytes, seconds of CPU time.

    python benchmarks/installing.py                 # about five minutes; installs from the package index of pip
    python benchmarks/installing.py --extras pytest --rounds 3

A wheel of this checkout is installed into new environments: without extras, with each, with all. In each of them a
vendor is served, a suite of one test uses the plugin, and `mockserver fuzz` is asked for: what an extra would bring has
to be missed in one line. Exit code 1 where one of these does not hold.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("", "pytest", "fuzz", "all")
SERVES = "import mockserver; print(*mockserver.create_app(['rotor']).vendors)"
FUZZES = ("fuzz", "rotor", "--max-examples", "1", "--phases", "examples")
MISSED = "mockserver fuzz: Schemathesis is not installed: pip install 'mockserver[fuzz]'\n"
SUITE = """
import httpx

def test_a_list(mockserver):
    rotor = mockserver["rotor"]
    assert httpx.get(f"{rotor.url}/customers", headers=rotor.headers).status_code == 200
"""
# What is loaded on each run: which plugins are switched off, and a word for it.
RUNS: Mapping[str, Sequence[str]] = {
    "as installed": (),
    "without Faker's plugin": ("-p", "no:faker"),
    "without the plugin of mockserver": ("-p", "no:mockserver"),
    "without any": (
        "-p",
        "no:faker",
        "-p",
        "no:mockserver",
        "-p",
        "no:schemathesis",
        "-p",
        "no:hypothesispytest",
    ),
}


class Environment:
    """A new virtual environment with the wheel and one of its extras."""

    def __init__(self, folder: Path, wheel: Path, extra: str) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        self.empty = {path.name for path in self.site.iterdir()}
        wanted = f"{wheel}[{extra}]" if extra else str(wheel)
        subprocess.run(
            [self.python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", wanted], check=True
        )

    @property
    def site(self) -> Path:
        """Where its packages are."""
        return next(self.folder.glob("lib/python*/site-packages"))

    def size(self) -> tuple[int, int]:
        """Packages and megabytes, without pip and setuptools."""
        added = [path for path in self.site.iterdir() if path.name not in self.empty]
        files = [each for path in added for each in (path.rglob("*") if path.is_dir() else [path])]
        megabytes = sum(file.stat().st_size for file in files if file.is_file()) / 1e6
        return sum(path.suffix == ".dist-info" for path in added), round(megabytes)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of its Python, away from this checkout."""
        own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [self.python, *arguments], cwd=self.folder, capture_output=True, text=True, check=False, env=own
        )

    def seconds(self, *arguments: str) -> float:
        """CPU time of a command."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.run(*arguments)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def has(self, package: str) -> bool:
        """Whether a package is installed."""
        return (self.site / package).is_dir()

    def failures(self) -> Iterator[str]:
        """What does not hold in it."""
        served = self.run("-c", SERVES)
        if served.stdout != "rotor\n":
            yield f"no vendor is served: {served.stderr}"
        fuzzed = self.run("-m", "mockserver", *FUZZES)
        if (fuzzed.stderr == MISSED) is self.has("schemathesis") or fuzzed.returncode not in {0, 2}:
            yield f"fuzz: {fuzzed.stdout}{fuzzed.stderr}"
        if self.has("pytest"):
            (self.folder / "test_rotor.py").write_text(SUITE, "utf-8")
            tested = self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_rotor.py")
            if tested.returncode:
                yield f"the plugin: {tested.stdout}{tested.stderr}"


def build(folder: Path) -> Path:
    """A wheel of this checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def measured(environment: Environment, rounds: int) -> Iterator[str]:
    """A line for each kind of pytest run: an empty one, by turns."""
    (environment.folder / "empty").mkdir()
    found: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(rounds):
        for name, off in RUNS.items():
            found[name].append(
                environment.seconds("-m", "pytest", "-q", "-p", "no:cacheprovider", *off, "empty")
            )
    for name, seconds in found.items():
        yield f"    an empty pytest run {name}: {median(seconds):.2f} s"


def main() -> int:
    """Read the arguments, print a block for each environment."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--extras", nargs="*", default=EXTRAS, choices=EXTRAS)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        wheel = build(Path(folder))
        print(f"{wheel.name}, Python {sys.version.partition(' ')[0]}")
        for extra in asked.extras:
            environment = Environment(Path(folder, extra or "none"), wheel, extra)
            packages, megabytes = environment.size()
            print(
                f"mockserver{f'[{extra}]' if extra else ''}: {packages} packages, {megabytes} MB", flush=True
            )
            if environment.has("pytest"):
                print(*measured(environment, asked.rounds), sep="\n", flush=True)
            for failure in environment.failures():
                print(f"    FAIL {failure}")
                failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
