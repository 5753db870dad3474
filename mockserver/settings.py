"""What a server is asked for, and where things are: the only reader of the environment and of the project's folders."""

import inspect
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ParamSpec, TypedDict, TypeVar, Unpack

from mockserver import bounds
from mockserver.bounds import LARGEST_SEED, MOST_ROWS
from mockserver.errors import UsageError

PACKAGE = Path(__file__).parent
VERSION = "0.1.0"  # the only place: the build reads this line
DEFAULT_SEED = 42
DEFAULT_MAX_BODY = 10 << 20  # bytes: 10 MiB
SIZE = re.compile(r"(\d+) ?([kmg]?)(i?)b?", re.ASCII | re.IGNORECASE)
POWERS = {"": 0, "k": 1, "m": 2, "g": 3}
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders, secrets and limits.

    Attributes:
        specs: The documents that are served when none is named.
        fixtures: A folder for each of them.
        admin_token: What `/__admin` asks of callers from elsewhere than this machine; None keeps them out.
        admin_hosts: The names, beside `localhost` and addresses, as which `/__admin` lets itself be called.
        max_body: The largest body of a request that is read, in bytes.
        ref_folders: Where references may read files beside the folder of their document.
        remote_refs: Whether documents may refer to other hosts, over http.
        strict: Whether a document that has a fault is refused, also where it could be served.
        show_secrets: Whether keys are shown as they were sent, by the journal and the log.
    """

    specs: Path
    fixtures: Path
    admin_token: str | None = None
    admin_hosts: Sequence[str] = ()
    max_body: int = DEFAULT_MAX_BODY
    ref_folders: Sequence[Path] = ()
    remote_refs: bool = False
    strict: bool = False
    show_secrets: bool = False


def from_environment() -> Settings:
    """Settings of this process: `MOCKSERVER_SPECS`, `_FIXTURES`, `_ADMIN_TOKEN`, `_ADMIN_HOST` (names, with
    commas between them), `_MAX_BODY`, `_STRICT`, `_ALLOW_REF` (folders, as `PATH` has them), `_ALLOW_REMOTE_REFS`
    and `_SHOW_SECRETS`.

    Without them: `specs/` and `fixtures/` of the working directory, else the ones that came with the package.

    Raises:
        UsageError: For a size that is none.
    """
    specs = os.environ.get("MOCKSERVER_SPECS")
    fixtures = os.environ.get("MOCKSERVER_FIXTURES")
    return Settings(
        specs=Path(specs) if specs else _shipped("specs"),
        fixtures=Path(fixtures) if fixtures else _shipped("fixtures"),
        admin_token=os.environ.get("MOCKSERVER_ADMIN_TOKEN") or None,
        admin_hosts=tuple(re.findall(r"[^\s,]+", os.environ.get("MOCKSERVER_ADMIN_HOST", ""))),
        max_body=size_of(
            os.environ.get("MOCKSERVER_MAX_BODY") or str(DEFAULT_MAX_BODY), "MOCKSERVER_MAX_BODY"
        ),
        ref_folders=tuple(
            map(Path, filter(None, os.environ.get("MOCKSERVER_ALLOW_REF", "").split(os.pathsep)))
        ),
        remote_refs=_is_on("MOCKSERVER_ALLOW_REMOTE_REFS"),
        strict=_is_on("MOCKSERVER_STRICT"),
        show_secrets=_is_on("MOCKSERVER_SHOW_SECRETS"),
    )


def size_of(text: str, place: str) -> int:
    """The bytes that a text says: `10MiB`, `512k` (of 1024), `2MB` (of 1000), `1000`.

    Args:
        text: What is said.
        place: Where, for the error.

    Raises:
        UsageError: For a text that says no size.
    """
    found = SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{place}: {text!r} is no size; write bytes, or 512KiB, 10MiB, 1GiB")
    number, power, binary = found.groups()
    base = 1024 if binary or not text.strip().lower().endswith("b") else 1000
    return int(number) * int(base ** POWERS[power.lower()])


def _is_on(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in {"1", "true", "yes", "on"}


def _shipped(folder: str) -> Path:
    for place in (Path.cwd() / folder, PACKAGE.parent / folder, PACKAGE / "_bundled" / folder):
        if place.is_dir():
            return place
    return Path.cwd() / folder


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """All that a server may be asked for; plain data, so that it can go to another process.

    Attributes:
        documents: Names of the specs folder, files or URLs; without any, the whole specs folder.
        seed: Where every generated value starts from.
        rows: How many rows the main resource of each document has; None for what its fixtures say.
        variants: For a document's name, the variants to switch on.
        overlays: Overlay files, applied to every document whose targets they find.
        infer: Whether what a document leaves open is inferred.
        validate_responses: Whether each reply is held against its document; one that breaks it is a 500.
        pipeline: `compiled`, or `stock` for Connexion's own middlewares: slower, and wrong where Connexion is.
        settings: Folders, secrets and limits.
    """

    documents: Sequence[str] = ()
    seed: int = DEFAULT_SEED
    rows: int | None = None
    variants: Mapping[str, Sequence[str]] = field(default_factory=dict)
    overlays: Sequence[str | Path] = ()
    infer: bool = True
    validate_responses: bool = False
    pipeline: str = "compiled"
    settings: Settings = field(default_factory=from_environment)

    def __post_init__(self) -> None:
        """Hold the numbers to their bounds.

        Raises:
            UsageError: For one that is beyond.
        """
        bounds.whole("seed", self.seed, -LARGEST_SEED, LARGEST_SEED)
        if self.rows is not None:
            bounds.whole("rows", self.rows, 0, MOST_ROWS)


class ServerKeywords(TypedDict, total=False):
    """`ServerOptions` as the keywords of a function; None for what stands without it.

    Beside them stand members of the settings, which count instead of these.
    """

    seed: int
    rows: int | None
    variants: Mapping[str, Sequence[str]] | None
    overlays: Sequence[str | Path]
    infer: bool
    validate_responses: bool
    pipeline: str
    settings: Settings | None
    max_body: int | None
    strict: bool | None


def server_options(documents: Sequence[str] = (), **keywords: Unpack[ServerKeywords]) -> ServerOptions:
    """The options that keywords give.

    Raises:
        TypeError: For a keyword that there is not.
        UsageError: For an environment that makes no sense.
    """
    given: dict[str, Any] = {name: value for name, value in keywords.items() if value is not None}
    own = {name: given.pop(name) for name in ("max_body", "strict") if name in given}
    settings = replace(given.pop("settings", None) or from_environment(), **own)
    return ServerOptions(tuple(documents), settings=settings, **given)


def with_server_keywords(function: Callable[P, R], **own: Any) -> Callable[P, R]:
    """`function`, whose `**keywords` are told one by one to `help()` and to editors; `own` are its own defaults."""
    signature = inspect.signature(function)
    *named, _ = signature.parameters.values()
    defaults = {
        each.name: each.default for each in inspect.signature(ServerOptions).parameters.values()
    } | own
    keywords = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=defaults[name] if isinstance(defaults.get(name), str | int | tuple) else None,
            annotation=annotation,
        )
        for name, annotation in ServerKeywords.__annotations__.items()
    ]
    function.__signature__ = signature.replace(parameters=[*named, *keywords])  # type: ignore[attr-defined]  # as inspect has it
    return function
