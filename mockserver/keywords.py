"""What a server is asked for in Python: the members of its options and settings as keywords."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, ParamSpec, TypedDict, TypeVar, Unpack

from mockserver.address import ADDRESS
from mockserver.environment import OF_THE_PROJECT, project, said_outside
from mockserver.errors import UsageError, hint
from mockserver.settings import OF_A_SERVER, OPTIONS, SETTINGS, ServerOptions, Settings, given_of, settings_of

P = ParamSpec("P")
R = TypeVar("R")


class ServerKeywords(TypedDict, total=False):
    """The members of `ServerOptions` and of its settings as keywords, for who checks types: a type cannot be computed.

    None stands for what stands without it. Members of the settings count instead of what `settings` says.
    """

    seed: int
    rows: int | None
    variants: Mapping[str, Sequence[str]] | None
    overlays: Sequence[str | Path]
    infer: bool
    validate_responses: bool
    cors: bool
    store: str
    if_changed: str
    pipeline: str
    upstreams: Mapping[str, str] | None
    upstream_for: str | None
    upstream_headers: Mapping[str, str] | None
    upstream_timeout: int | None
    record: Path | None
    arrange: Sequence[Path] | None
    settings: Settings | None
    specs: Path | None
    fixtures: Path | None
    rows_cache: Path | None
    admin_token: str | None
    admin_hosts: Sequence[str] | None
    webhook_allow: Sequence[str] | None
    max_body: int | None
    journal_body: int | None
    journal_size: int | None
    files_size: int | None
    namespaces: int | None
    snapshots: int | None
    allow_ref: Sequence[Path] | None
    allow_remote_refs: bool | None
    strict: bool | None
    show_secrets: bool | None


def server_options(documents: Sequence[str] = (), **keywords: Unpack[ServerKeywords]) -> ServerOptions:
    """The options that keywords give.

    Raises:
        TypeError: For a keyword that there is not.
        UsageError: For an environment that makes no sense.
    """
    for name in keywords:
        if name not in ServerKeywords.__annotations__:
            raise TypeError(
                f"unexpected keyword argument {name!r}; {hint(name, ServerKeywords.__annotations__)}"
            )
    served, given = _documents(), given_of(keywords)
    own = {name: given.pop(name) for name in SETTINGS if name in given}
    settings = settings_of(given.pop("settings", None), **own)
    return ServerOptions(tuple(documents or served), settings=settings, **said_outside(OF_A_SERVER) | given)


def _documents() -> list[str]:
    """What the project's file says to serve; nothing stands for all of the specs folder.

    Raises:
        UsageError: For what is no list of texts, and for a key of that file that means nothing.
    """
    source, table = project()
    known = [*OF_THE_PROJECT, *(option.key for option in (OPTIONS | ADDRESS).values())]
    for key in table:
        if key not in known:
            raise UsageError(f"{source}: unknown key {key!r}; {hint(key, known)}")
    documents = table.get("documents", [])
    if not isinstance(documents, list) or not all(isinstance(each, str) for each in documents):
        raise UsageError(f"{source}: documents is a list of names, files or URLs")
    return documents


def with_server_keywords(function: Callable[P, R], **own: Any) -> Callable[P, R]:
    """`function`, whose `**keywords` are told one by one to `help()` and to editors; `own` are its own defaults."""
    signature = inspect.signature(function)
    *named, _ = signature.parameters.values()
    defaults = {each.name: each.default for each in fields(ServerOptions)} | own
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
