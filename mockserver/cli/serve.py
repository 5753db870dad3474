"""`mockserver serve`."""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from mockserver.address import ListenAddress
from mockserver.bounds import MOST_WORKERS
from mockserver.cli import options, reporting
from mockserver.cli.lazy_imports import lazily
from mockserver.errors import UsageError
from mockserver.keywords import server_options
from mockserver.settings import MEMORY, ServerOptions

PORT = 8080

UNUSED = (  # imported by libraries on the way, at a tenth of the time to the first answer and of the memory then
    "httpx",  # Connexion: asks others about tokens; it brings rich for a command line of its own
    "requests",  # Connexion: fetches references, which are none when it gets a document
    "limits.aio",  # limits: back ends for coroutines
    "multiprocessing.connection",  # uvicorn: supervises workers
    "logging.config",  # uvicorn: reads a configuration of logging
)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What `serve` was asked for; it travels to the worker process of `--reload`, so it is plain data.

    Attributes:
        server: What is served.
        address: Where.
        quiet: Whether neither the start page nor a line for each request is printed.
        judged: What is told of the calls at the end; None where nobody asks.
    """

    server: ServerOptions
    address: ListenAddress
    quiet: bool
    judged: reporting.ReportOptions | None = None


@click.command(
    short_help="Serve documents on a port.",
    epilog=options.examples(
        "serve",
        "serve ./petstore.yaml --port 0 --seed 7",
        "serve ./petstore.yaml --overlay ./changes.yaml --reload",
        "serve ./petstore.yaml --no-infer",
        "serve ./petstore.yaml --tls-port 8443",
    ),
)
@click.argument("documents", nargs=-1, metavar="[NAME|FILE|URL]...")
@options.address(PORT)
@options.of_a_server
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=1,
    show_default=True,
    help="How many processes serve.",
)
@click.option(
    "--reload", is_flag=True, help="Serve anew when a document or a fixture changes and can be served."
)
@click.option("--quiet", is_flag=True, help="Print neither the start page nor a line for each request.")
@reporting.conditions
@reporting.report_option("--report", default=())
@reporting.data_file()
def serve(
    *,
    reload: bool,
    quiet: bool,
    documents: Sequence[str],
    fail_under: tuple[str, ...],
    formats: tuple[tuple[str, Path | None], ...],
    data_file: Path | None,
    **given: Any,
) -> None:
    """Serve documents: names of specs/, files or URLs; without any, all of specs/.

    With --report, --fail-under or --data-file the calls are judged when a signal ends the server. Exit code 1 when less
    is covered than asked for.
    """
    workers = given.pop("workers")
    judged = reporting.ReportOptions(formats, fail_under, reporting.NEVER, data_file)
    address = options.address_given(given, PORT)
    asked = ServeOptions(
        server_options(documents, **given),
        address,
        quiet,
        judged if formats or fail_under or data_file else None,
    )
    if reload and (asked.judged is not None or asked.server.record is not None):
        raise UsageError(
            "--reload begins anew with each change: leave it out to have calls reported, or recorded"
        )
    if workers > 1:
        check_workers(asked, reload=reload)
    gc.disable()  # until everything is there: nothing that is made on the way is garbage, imports neither
    with lazily(UNUSED):
        from mockserver.cli import serving

    if reload:
        from mockserver.cli.reloading import serve_again_and_again

        raise click.exceptions.Exit(serve_again_and_again(asked))
    if workers > 1:
        from mockserver.cli.workers import serve_with_workers

        raise click.exceptions.Exit(serve_with_workers(asked, workers))
    raise click.exceptions.Exit(serving.serve_once(asked))


def check_workers(asked: ServeOptions, *, reload: bool) -> None:
    """Refuse what several processes cannot do.

    Raises:
        UsageError: For a store that they cannot share, and for what one process alone can tell of all calls.
    """
    if asked.server.store == MEMORY:
        raise UsageError(
            "--workers: memory: cannot be shared between processes, each would have rows of its own; say"
            " --store sqlite:FILE as well"
        )
    if reload or asked.judged is not None or asked.server.record is not None:
        raise UsageError(
            "--workers: each process sees its own calls alone: leave out --reload, --record, --report, --fail-under"
            " and --data-file, or serve with one"
        )
