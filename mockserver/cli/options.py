"""Options that several commands share."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from mockserver.address import ADDRESS, ListenAddress
from mockserver.environment import Option, said_outside
from mockserver.errors import UsageError
from mockserver.settings import OPTIONS, SETTINGS, ServerOptions

C = TypeVar("C", bound=Callable[..., Any])


def examples(*lines: str) -> str:
    """The end of a command's help: examples that click leaves as they are written."""
    return "\n".join(["\b", "Examples:", *(f"  mockserver {line}" for line in lines)])


def from_here(path: str) -> str:
    """A file's path, relative to the working directory where it is below."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if path and Path(path).is_relative_to(here) else path


def add(*names: str) -> Callable[[C], C]:
    """Add options of a server, by the names of their members: of `ServerOptions`, of `Settings`."""

    def added(command: C) -> C:
        for name in reversed(names):
            default = None if name in SETTINGS else ServerOptions.__dataclass_fields__[name].default
            command = _added(command, name, OPTIONS[name], default)
        return command

    return added


def address(port: int) -> Callable[[C], C]:
    """Add what says where to listen, with the port where nobody says another."""

    def added(command: C) -> C:
        defaults = {name: ListenAddress.__dataclass_fields__[name].default for name in ADDRESS} | {
            "port": port
        }
        for name in reversed(ADDRESS):
            command = _added(command, name, ADDRESS[name], defaults[name])
        return command

    return added


def address_given(given: dict[str, Any], port: int) -> ListenAddress:
    """Where to listen, taken out of a command's options; what those leave out says environment or project.

    Args:
        given: The options.
        port: The port where nobody says another.

    Raises:
        UsageError: For options that exclude or miss each other.
    """
    here = {name: value for name in ADDRESS if (value := given.pop(name)) is not None}
    return ListenAddress(**{"port": port, **said_outside(ADDRESS), **here})


def of_a_server(command: C) -> C:
    """Add every option of a server, but for the folders, which the environment alone says."""
    return add(*(name for name in OPTIONS if name not in {"specs", "fixtures"}))(command)


def _added(command: C, name: str, option: Option, default: Any) -> C:
    told = isinstance(default, str | int) and option.values is not bool
    return click.option(
        option.flag,
        name,
        help=option.help + (f"  [default: {default}]" if told else ""),
        type=_type_of(option),
        is_flag=option.values is bool,
        multiple=option.several,
        metavar=option.metavar,
        default=None,
        callback=partial(_read, option),
    )(command)


def _type_of(option: Option) -> Any:
    match option.values:
        case range() as numbers:
            return click.IntRange(numbers.start, numbers.stop - 1)
        case type() as kind:
            folder = option.metavar == "DIR"
            return click.Path(exists=True, file_okay=not folder, dir_okay=folder) if kind is Path else kind
        case words:
            return click.Choice(words)


def _read(option: Option, ctx: click.Context, parameter: click.Parameter, given: Any) -> Any:
    """The value of what was given.

    Raises:
        click.BadParameter: For a text that says no such value.
    """
    try:
        return given if option.read is None or given is None else option.read(given, "it")
    except UsageError as error:
        raise click.BadParameter(str(error), ctx, parameter) from None
