"""Where things are: the only reader of the environment and of the project's own folders."""

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent
VERSION = "0.1.0"  # the only place: the build reads this line
DEFAULT_SEED = 42


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders and secrets.

    Attributes:
        specs: The documents that are served when none is named.
        fixtures: A folder for each of them.
        admin_token: What `/__admin` asks of callers from elsewhere than this machine; None keeps them out.
    """

    specs: Path
    fixtures: Path
    admin_token: str | None = None


def from_environment() -> Settings:
    """Settings of this process: `MOCKSERVER_SPECS`, `MOCKSERVER_FIXTURES`, `MOCKSERVER_ADMIN_TOKEN`.

    Without them: `specs/` and `fixtures/` of the working directory, else the ones that came with the package.
    """
    specs = os.environ.get("MOCKSERVER_SPECS")
    fixtures = os.environ.get("MOCKSERVER_FIXTURES")
    return Settings(
        specs=Path(specs) if specs else _shipped("specs"),
        fixtures=Path(fixtures) if fixtures else _shipped("fixtures"),
        admin_token=os.environ.get("MOCKSERVER_ADMIN_TOKEN") or None,
    )


def _shipped(folder: str) -> Path:
    for place in (Path.cwd() / folder, PACKAGE.parent / folder, PACKAGE / "_bundled" / folder):
        if place.is_dir():
            return place
    return Path.cwd() / folder
