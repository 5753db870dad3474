"""`mockserver serve`."""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from mockserver.bounds import LARGEST_PORT
from mockserver.cli import options
from mockserver.settings import ServerOptions, server_options


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What `serve` was asked for; it travels to the worker process of `--reload`, so it is plain data.

    Attributes:
        server: What is served.
        quiet: Whether neither the start page nor a line for each request is printed.
    """

    server: ServerOptions
    quiet: bool


def read_store(ctx: click.Context, parameter: click.Parameter, url: str) -> str:
    """The store's URL.

    Raises:
        click.BadParameter: For a store that there is not.
    """
    if url.partition(":")[0] != "memory":
        raise click.BadParameter(f"there is no store for {url!r}; the only one is memory:", ctx, parameter)
    return url


def read_workers(ctx: click.Context, parameter: click.Parameter, number: int) -> int:
    """The number of workers.

    Raises:
        click.BadParameter: For more than the store can serve.
    """
    if number > 1:
        reason = (
            "memory: cannot be shared between processes, each would have rows of its own; use --workers 1"
        )
        raise click.BadParameter(reason, ctx, parameter)
    return number


@click.command(
    short_help="Serve documents on a port.",
    epilog=options.examples(
        "serve",
        "serve ./petstore.yaml --port 0 --seed 7",
        "serve ./petstore.yaml --overlay ./changes.yaml --reload",
        "serve ./petstore.yaml --no-infer",
    ),
)
@click.argument("documents", nargs=-1, metavar="[NAME|FILE|URL]...")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, LARGEST_PORT),
    default=8080,
    show_default=True,
    help="The port to listen on; 0 takes any that is free.",
)
@options.add("seed", "rows", "variants", "overlays", "infer")
@click.option(
    "--store",
    metavar="URL",
    default="memory:",
    show_default=True,
    callback=read_store,
    help="Where rows are kept.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    callback=read_workers,
    help="How many processes serve.",
)
@click.option("--reload", is_flag=True, help="Start again when a document or a fixture changes.")
@options.add("pipeline", "validate_responses", "strict", "allow_ref", "allow_remote_refs", "max_body")
@options.add("journal_body", "journal_size", "namespaces", "snapshots")
@click.option("--quiet", is_flag=True, help="Print neither the start page nor a line for each request.")
@options.add("cors", "admin_token", "admin_hosts", "show_secrets")
def serve(host: str, port: int, *, reload: bool, quiet: bool, documents: Sequence[str], **given: Any) -> None:
    """Serve documents: names of specs/, files or URLs; without any, all of specs/."""
    for name in ("store", "workers"):  # read_store and read_workers let nothing through that would differ
        given.pop(name)
    asked = ServeOptions(server_options(documents, **given), quiet)
    gc.disable()  # until everything is there: nothing that is made on the way is garbage, imports neither
    from mockserver.cli import serving

    if reload:
        serving.serve_again_and_again(asked, host, port)
    else:
        serving.serve_once(asked, host, port)
