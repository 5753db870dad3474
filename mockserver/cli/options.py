"""Options that several commands share."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from mockserver.errors import UsageError
from mockserver.settings import Settings, from_environment, size_of


def examples(*lines: str) -> str:
    """The end of a command's help: examples that click leaves as they are written."""
    return "\n".join(["\b", "Examples:", *(f"  mockserver {line}" for line in lines)])


def from_here(path: str) -> str:
    """A file's path, relative to the working directory where it is below."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if path and Path(path).is_relative_to(here) else path


def read_variants(
    ctx: click.Context, parameter: click.Parameter, given: Sequence[str]
) -> Mapping[str, list[str]]:
    """`VENDOR=NAME[,NAME]`, given any number of times, as vendor to names.

    Raises:
        click.BadParameter: When one has another form.
    """
    found: dict[str, list[str]] = {}
    for text in given:
        vendor, sign, names = text.partition("=")
        chosen = [name.strip() for name in names.split(",") if name.strip()]
        if not sign or not vendor or not chosen:
            raise click.BadParameter(f"{text!r} is not of the form VENDOR=NAME[,NAME]", ctx, parameter)
        found.setdefault(vendor, []).extend(name for name in chosen if name not in found.get(vendor, ()))
    return found


def variants(command: Any) -> Any:
    """Add `--variant`."""
    return click.option(
        "--variant",
        "variants",
        multiple=True,
        metavar="VENDOR=NAME[,NAME]",
        callback=read_variants,
        help="Switch on another reading of a vendor; `mockserver list` names them. May be repeated.",
    )(command)


def overlays(command: Any) -> Any:
    """Add `--overlay`."""
    return click.option(
        "--overlay",
        "overlays",
        multiple=True,
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False),
        help="Apply an OpenAPI Overlay to the documents whose targets it finds. May be repeated.",
    )(command)


def strict(command: Any) -> Any:
    """Add `--strict`."""
    return click.option(
        "--strict", is_flag=True, help="Refuse a document that has a fault, also where it could be served."
    )(command)


def references(command: Any) -> Any:
    """Add `--allow-ref` and `--allow-remote-refs`."""
    command = click.option(
        "--allow-remote-refs", is_flag=True, help="Follow a document's $refs to other hosts, over http."
    )(command)
    return click.option(
        "--allow-ref",
        multiple=True,
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Follow a document's $refs to the files of this folder, too. May be repeated.",
    )(command)


def settings_of(
    *,
    strict: bool = False,
    allow_ref: Sequence[Path] = (),
    allow_remote_refs: bool = False,
    admin_token: str | None = None,
    admin_hosts: Sequence[str] = (),
    show_secrets: bool = False,
) -> Settings:
    """The settings of the environment, with what the options of a command say."""
    found = from_environment()
    return replace(
        found,
        strict=found.strict or strict,
        ref_folders=(*found.ref_folders, *allow_ref),
        remote_refs=found.remote_refs or allow_remote_refs,
        admin_token=admin_token or found.admin_token,
        admin_hosts=admin_hosts or found.admin_hosts,
        show_secrets=found.show_secrets or show_secrets,
    )


def read_size(ctx: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    """A size in bytes, None where none is given.

    Raises:
        click.BadParameter: For a text that says no size.
    """
    try:
        return None if text is None else size_of(text, "it")
    except UsageError as error:
        raise click.BadParameter(str(error), ctx, parameter) from None


def max_body(command: Any) -> Any:
    """Add `--max-body`."""
    return click.option(
        "--max-body",
        metavar="SIZE",
        callback=read_size,
        help="The largest body of a request that is read.  [default: 10MiB]",
    )(command)


def infer(command: Any) -> Any:
    """Add `--no-infer`."""
    return click.option(
        "--infer/--no-infer",
        default=True,
        show_default=True,
        help="Infer what a document leaves open, or take it to say all that it means.",
    )(command)
