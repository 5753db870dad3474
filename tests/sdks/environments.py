"""An environment of its own for each SDK: what is installed there, and the command that runs a driver in it."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.sdks.driving import DRIVERS


class InstallError(Exception):
    """An SDK that cannot be installed or made."""


@dataclass(frozen=True, slots=True)
class Sdk:
    """An SDK and the document of its vendor.

    Attributes:
        name: What it is called here; its driver is `drive_NAME.py`, or `drive_NAME.mjs` for Node.
        document: Below the corpus.
        packages: What is installed, each with its version.
        generator: The shell's command that makes the SDK of a document; `{home}`, `{document}` and `{into}` stand for
            the environment, the document and where the SDK is to be. Empty for a published one.
    """

    name: str
    document: str
    packages: tuple[str, ...]
    generator: str = ""

    @property
    def driver(self) -> Path:
        """Its driver."""
        found = DRIVERS / f"drive_{self.name}.mjs"
        return found if found.exists() else DRIVERS / f"drive_{self.name}.py"

    @property
    def is_node(self) -> bool:
        """Whether it runs in Node."""
        return self.driver.suffix == ".mjs"


def prepared(sdk: Sdk, home: Path, document: Path) -> list[str]:
    """The command that runs the driver of an SDK, which is installed at `home` if it is not there.

    Raises:
        InstallError: It cannot be installed, or made.
    """
    python = home / "bin" / "python"
    told = home / ".installed"
    wanted = "\n".join((*sdk.packages, sdk.generator))
    if not told.exists() or told.read_text("utf-8") != wanted:
        home.mkdir(parents=True, exist_ok=True)
        if sdk.is_node:
            _run(
                "npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(home), *sdk.packages
            )
        else:
            _run(sys.executable, "-m", "venv", str(home))
            _run(str(python), "-m", "pip", "install", "-qq", "--no-input", *sdk.packages)
        if sdk.generator:
            made = sdk.generator.format(home=home, document=document, into=home / "made")
            _run("sh", "-c", made)
        told.write_text(wanted, "utf-8")
    return ["node" if sdk.is_node else str(python), str(sdk.driver)]


def _run(*command: str) -> None:
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"{command[0]}: {error}") from error
    if run.returncode:
        raise InstallError(f"{' '.join(command)[:200]}: {_last(run.stdout, run.stderr)}")


def _last(*outputs: str) -> str:
    lines: Sequence[str] = [line for output in outputs for line in output.strip().splitlines()]
    return "\n".join(lines[-10:])
