"""What a server is asked for, and where things are.

A member of `Settings` or `ServerOptions` is defined once, by its type, its default and its `Option`: from these come
the options of commands (`cli/options.py`), the variables of the environment and what `help()` says of keywords.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from mockserver import bounds
from mockserver.bounds import JOURNAL_BODY, JOURNAL_SIZE, LARGEST_SEED, MOST_ROWS, NAMESPACES, SNAPSHOTS
from mockserver.environment import (
    Option,
    as_path,
    as_paths,
    options_of,
    said_outside,
    size_of,
    variants_of,
)
from mockserver.errors import UsageError
from mockserver.upstreams import UpstreamOptions

PACKAGE = Path(__file__).parent
VERSION = "0.1.0"  # the only place: the build reads this line
DEFAULT_SEED = 42
DEFAULT_MAX_BODY = 10 << 20  # bytes: 10 MiB
PIPELINES = ("compiled", "stock")
MEMORY = "memory:"
IF_CHANGED = ("refuse", "keep", "reset")
COUNTS = range(1, bounds.MOST_KEPT + 1)


def shipped(folder: str) -> Path:
    """The folder of that name that came with the package: beside it in a checkout, else inside."""
    beside = PACKAGE.parent / folder
    return beside if beside.is_dir() else PACKAGE / "_bundled" / folder


def _here(folder: str) -> Path:
    here = Path.cwd() / folder
    return here if here.is_dir() or not shipped(folder).is_dir() else shipped(folder)


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders, secrets and limits; each member's `Option` says what it does."""

    specs: Annotated[
        Path, Option("--specs", "The documents that are served when none is named.", read=as_path)
    ] = field(default_factory=partial(_here, "specs"))
    fixtures: Annotated[Path, Option("--fixtures", "A folder for each of them.", read=as_path)] = field(
        default_factory=partial(_here, "fixtures")
    )
    rows_cache: Annotated[
        Path | None,
        Option(
            "--rows-cache",
            "Keep generated rows in this folder, where there are many, and read them there when starting again.",
            metavar="DIR",
            read=as_path,
        ),
    ] = None
    admin_token: Annotated[
        str | None,
        Option(
            "--admin-token",
            "Open /__admin to other machines that send this bearer token.",
            metavar="TOKEN",
        ),
    ] = None
    admin_hosts: Annotated[
        Sequence[str],
        Option(
            "--admin-host",
            "Let /__admin be called by this name too, beside localhost and addresses. May be repeated.",
            metavar="NAME",
            several=True,
        ),
    ] = ()
    webhook_allow: Annotated[
        Sequence[str],
        Option(
            "--webhook-allow",
            "Deliver events to this host too, beside this machine. May be repeated.",
            metavar="HOST",
            several=True,
        ),
    ] = ()
    max_body: Annotated[
        int,
        Option(
            "--max-body",
            "The largest body of a request that is read.  [default: 10MiB]",
            metavar="SIZE",
            read=size_of,
        ),
    ] = DEFAULT_MAX_BODY
    journal_body: Annotated[
        int,
        Option(
            "--journal-body",
            "The most of each body that the journal keeps.  [default: 1MiB]",
            metavar="SIZE",
            read=size_of,
        ),
    ] = JOURNAL_BODY
    journal_size: Annotated[
        int,
        Option(
            "--journal-size",
            "The most that the journal keeps of all large bodies.  [default: 64MiB]",
            metavar="SIZE",
            read=size_of,
        ),
    ] = JOURNAL_SIZE
    files_size: Annotated[
        int,
        Option(
            "--files-size",
            "The most that is kept of all files that were uploaded.  [default: 64MiB]",
            metavar="SIZE",
            read=size_of,
        ),
    ] = bounds.FILES_SIZE
    namespaces: Annotated[
        int, Option("--namespaces", f"The most namespaces at once.  [default: {NAMESPACES}]", COUNTS)
    ] = NAMESPACES
    snapshots: Annotated[
        int, Option("--snapshots", f"The most snapshots that are kept.  [default: {SNAPSHOTS}]", COUNTS)
    ] = SNAPSHOTS
    allow_ref: Annotated[
        Sequence[Path],
        Option(
            "--allow-ref",
            "Follow a document's $refs to the files of this folder, too. May be repeated.",
            Path,
            metavar="DIR",
            several=True,
            read=as_paths,
        ),
    ] = ()
    allow_remote_refs: Annotated[
        bool, Option("--allow-remote-refs", "Follow a document's $refs to other hosts, over http.", bool)
    ] = False
    strict: Annotated[
        bool,
        Option("--strict", "Refuse a document that has a fault, also where it could be served.", bool),
    ] = False
    show_secrets: Annotated[
        bool, Option("--show-secrets", "Show keys as they were sent, in the journal and the log.", bool)
    ] = False

    def __post_init__(self) -> None:
        """Hold the numbers to their bounds.

        Raises:
            UsageError: For one that is beyond.
        """
        for name in ("max_body", "journal_body", "journal_size", "files_size"):
            bounds.whole(name, getattr(self, name), 0, LARGEST_SEED)
        for name in ("namespaces", "snapshots"):
            bounds.whole(name, getattr(self, name), 1, bounds.MOST_KEPT)


def from_environment() -> Settings:
    """Settings of this process, as the environment and the project's file say.

    Without `MOCKSERVER_SPECS` and `MOCKSERVER_FIXTURES`: `specs/` and `fixtures/` of the working directory, else the
    ones that came with the package.

    Raises:
        UsageError: For a size that is none.
    """
    return Settings(**said_outside(SETTINGS))


def settings_of(settings: Settings | None = None, **given: Any) -> Settings:
    """Settings, by default those of the environment, with what else is given; None stands for what is not."""
    return replace(settings or from_environment(), **given_of(given))


@dataclass(frozen=True, slots=True)
class ServerOptions(UpstreamOptions):
    """All that a server may be asked for; plain data, so that it can go to another process.

    Attributes:
        documents: Names of the specs folder, files or URLs; without any, the whole specs folder.
        settings: Folders, secrets and limits.
        seed, rows, variants, overlays, infer, cors, store, if_changed, pipeline, validate_responses: As the `Option` of
            each says.
    """

    documents: Sequence[str] = ()
    seed: Annotated[int, Option("--seed", "Where all generated data starts from.", int)] = DEFAULT_SEED
    rows: Annotated[
        int | None,
        Option(
            "--rows",
            "How many rows the main resources have.  [default: as the fixtures say]",
            range(MOST_ROWS + 1),
        ),
    ] = None
    variants: Annotated[
        Mapping[str, Sequence[str]],
        Option(
            "--variant",
            "Switch on another reading of a vendor; `mockserver list` names them. May be repeated.",
            metavar="VENDOR=NAME[,NAME]",
            several=True,
            read=variants_of,
        ),
    ] = field(default_factory=dict)
    overlays: Annotated[
        Sequence[str | Path],
        Option(
            "--overlay",
            "Apply an OpenAPI Overlay to the documents whose targets it finds. May be repeated.",
            Path,
            metavar="FILE",
            several=True,
        ),
    ] = ()
    infer: Annotated[
        bool,
        Option(
            "--infer/--no-infer",
            "Infer what a document leaves open, or take it to say all that it means.",
            bool,
        ),
    ] = True
    validate_responses: Annotated[
        bool,
        Option(
            "--validate-responses/--no-validate-responses",
            "Hold each reply against its document; one that breaks it is a 500.",
            bool,
        ),
    ] = False
    cors: Annotated[
        bool,
        Option(
            "--cors/--no-cors",
            "Let pages of other origins call the vendors and read the replies.",
            bool,
        ),
    ] = True
    store: Annotated[
        str,
        Option(
            "--store",
            "Where state is kept: memory: ends with the server, sqlite:FILE lasts and is shared.",
            metavar="URL",
        ),
    ] = MEMORY
    if_changed: Annotated[
        str,
        Option(
            "--if-changed",
            "What becomes of a kept state whose document, or seeded rows, have changed.",
            IF_CHANGED,
        ),
    ] = "refuse"
    pipeline: Annotated[
        str,
        Option("--pipeline", "Answer by compiled plans, or by Connexion's own middlewares.", PIPELINES),
    ] = "compiled"
    settings: Settings = field(default_factory=from_environment)

    def __post_init__(self) -> None:
        """Hold the numbers to their bounds.

        Raises:
            UsageError: For one that is beyond.
        """
        bounds.whole("seed", self.seed, -LARGEST_SEED, LARGEST_SEED)
        if self.rows is not None:
            bounds.whole("rows", self.rows, 0, MOST_ROWS)
        if self.store != MEMORY and self.pipeline != PIPELINES[0]:
            raise UsageError(f"--pipeline {self.pipeline} is there for comparisons: its state is in {MEMORY}")
        self.check_upstreams()


SETTINGS = options_of(Settings)
OF_A_SERVER = options_of(ServerOptions)
OPTIONS = OF_A_SERVER | SETTINGS


def given_of(values: Mapping[str, object]) -> dict[str, Any]:
    """What keywords or options give: None and what is empty stand for what does not."""
    return {name: value for name, value in values.items() if value is not None and value not in ((), {})}
