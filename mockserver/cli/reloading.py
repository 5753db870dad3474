"""`mockserver serve --reload`: what is served is replaced as its files change, by what can be served."""

import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType

import click
import watchfiles
from starlette.applications import Starlette
from starlette.routing import Mount

from mockserver.admin.problems import problem_response
from mockserver.app import MockApp
from mockserver.cli.own_faults import fault_line
from mockserver.cli.serve import ServeOptions
from mockserver.cli.serving import GRACE, ForegroundServer, serve_on
from mockserver.contract import catalog
from mockserver.contract.sources import SUFFIXES, URLS
from mockserver.errors import MockserverError, SpecError
from mockserver.http1.protocol import server_config
from mockserver.printing import lines
from mockserver.runtime.listening import Listeners, listening

DEBOUNCE = 200  # milliseconds in which changes count as one
LOOK = 1000  # milliseconds after which it is seen that the process that serves has ended by itself
ENDED = 2  # seconds beyond those that a process gives itself to end
PREFIX = "mockserver serve: "
Stamp = tuple[str, int, int]
SPAWN = multiprocessing.get_context("spawn")


def serve_again_and_again(asked: ServeOptions) -> int:
    """Serve in a process of its own, replaced by another whenever a document or a fixture has changed and is sound.

    Raises:
        UsageError: When the port cannot be had or there is no such document.
    """
    gc.enable()  # this process makes no document: it watches and waits
    folders = watched(asked)
    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # a signal that ends the server is no news
    signal.signal(signal.SIGTERM, _interrupt)
    with listening(asked.address, Path.cwd()) as listeners:
        succession = Succession(asked, listeners)
        try:
            succession.replace(folders)
            folders = _watched_now(succession, folders)
            while succession.alive:
                with suppress(
                    FileNotFoundError
                ):  # removed as it was about to be watched: it is looked at again
                    folders = _follow(succession, folders)
        except KeyboardInterrupt:
            return 0
        finally:
            succession.end()
    return succession.code


def _follow(succession: "Succession", folders: list[Path]) -> list[Path]:
    """Follow the changes in folders until others matter, which are returned, or nothing serves any more."""
    looks = watchfiles.watch(
        *(each for each in folders if each.is_dir()),
        watch_filter=lambda _, path: path.endswith(SUFFIXES) or Path(path).is_dir(),
        recursive=False,
        debounce=DEBOUNCE,
        rust_timeout=LOOK,
        yield_on_timeout=True,
    )
    for number, changes in enumerate(looks):
        now = _watched_now(succession, folders) if changes else folders
        # Nothing is told of a folder that was removed and made again: it has to be looked at, and watched anew.
        unseen = (number == 0 or not changes) and succession.is_stale
        if now != folders or unseen or any(path.endswith(SUFFIXES) for _, path in changes):
            succession.replace(now)
            now = _watched_now(succession, folders)
        if now != folders or unseen or not succession.alive:
            return now
    return folders


def _watched_now(succession: "Succession", before: list[Path]) -> list[Path]:
    try:
        return watched(succession.asked, succession.read)
    except MockserverError:  # a document is gone, as the next process says
        return before


class Succession:
    """The process that serves, and its replacement by one that has made all that answers.

    The sockets stay open all the while: a request between two of them waits for the next.

    Attributes:
        asked: What is served.
        read: The folders that files were read from so far.
    """

    def __init__(self, asked: ServeOptions, listeners: Listeners) -> None:
        """Begin with none; where the first one cannot serve, it says why and answers every request with that."""
        self.asked = asked
        self._listeners = listeners
        self.read: frozenset[Path] = frozenset()
        self._stamps: dict[Path, frozenset[Stamp]] = {}
        self._current: SpawnProcess | None = None
        self._turn: Connection | None = None
        self._sound = False

    @property
    def alive(self) -> bool:
        """Whether a process serves."""
        return self._current is not None and self._current.is_alive()

    @property
    def code(self) -> int:
        """The exit code, once none serves: 0 where that was asked for."""
        return abs(self._current.exitcode or 0) if self._current is not None else 1

    @property
    def is_stale(self) -> bool:
        """Whether a file has changed since the last process began to read; nobody watches while it does."""
        return any(_stamps(folder) != stamps for folder, stamps in self._stamps.items())

    def replace(self, folders: Iterable[Path]) -> None:
        """Let another process serve what is in some folders, if it can, or the one before it cannot either."""
        self._stamps = {folder: _stamps(folder) for folder in folders}
        ours, theirs = SPAWN.Pipe()
        arguments = (self.asked, self._listeners, theirs, self._sound)
        process = SPAWN.Process(target=serve_in_turn, args=arguments, daemon=True)
        process.start()
        theirs.close()
        told = _told(ours)
        self.read |= told.read
        if self._sound and not told.sound:
            ours.close()
            process.join()
            return
        self.end()
        self._current, self._turn, self._sound = process, ours, told.sound
        with suppress(BrokenPipeError):
            ours.send(None)

    def end(self) -> None:
        """End the process that serves."""
        if self._current is None or self._turn is None:
            return
        self._current.terminate()
        self._turn.close()
        self._current.join(GRACE + ENDED)
        self._current.kill()
        self._current.join()


def _stamps(folder: Path) -> frozenset[Stamp]:
    """Of each file of a folder that matters: its name, when it was written, its size."""
    with suppress(OSError):
        files = [(each.name, each.stat()) for each in os.scandir(folder) if each.name.endswith(SUFFIXES)]
        return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in files)
    return frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What a process says when it has made what it serves, or cannot.

    Attributes:
        sound: Whether it can serve it.
        read: The folders that files were read from.
    """

    sound: bool = False
    read: frozenset[Path] = frozenset()


def _told(by: Connection) -> Told:
    """What a process says; one that ends without a word cannot serve."""
    try:
        told: Told = by.recv()
    except EOFError:
        return Told()
    return told


def serve_in_turn(asked: ServeOptions, listeners: Listeners, turn: Connection, others: bool) -> None:  # noqa: FBT001
    """Serve as soon as the process before has ended; what is wrong is printed here, as nobody else can.

    Args:
        asked: What is served.
        listeners: Where.
        turn: Told whether it can be served; its answer is the turn, its end the end of who watches.
        others: Whether what was served before is served on where this cannot be.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    with suppress(KeyboardInterrupt):
        files: Iterable[str] = ()
        try:
            serve_on(asked, listeners, ready=lambda app: _take(turn, Told(True, _folders(_sources(app)))))
        except MockserverError as error:
            reason = lines(str(error))
            files = [problem.file for problem in error.problems] if isinstance(error, SpecError) else ()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours
            reason = fault_line(error, "serve").removeprefix(PREFIX)
        else:
            return
        refused = f"on {listeners.urls.root} requests are answered 503 until then"
        meanwhile = "what was served before is served on" if others else refused
        click.echo(f"{PREFIX}{reason}\n{meanwhile}; waiting for a change", err=True)
        _take(turn, Told(False, _folders(files)))
        refuse_on(listeners, reason)


def _sources(app: MockApp) -> Iterator[str]:
    """The files that documents were read from, with those that they refer to."""
    for vendor in app.vendors.values():
        yield from (text.source for text in vendor.contract.document.texts.values())


def _folders(files: Iterable[str]) -> frozenset[Path]:
    """The folders of those that are files."""
    return frozenset(Path(each).resolve().parent for each in files if each and not each.startswith(URLS))


def _take(turn: Connection, told: Told) -> None:
    """Tell whether the documents can be served, and wait for the turn; from then on, end with who gave it.

    Raises:
        KeyboardInterrupt: When there is none, since who watches has ended: nothing is wrong with what is served.
    """
    try:
        turn.send(told)
        turn.recv()
    except (EOFError, OSError):
        raise KeyboardInterrupt from None
    threading.Thread(target=_end_with, args=(turn,), daemon=True).start()


def _end_with(turn: Connection) -> None:
    """End this process with the one at the other side, which a kill may have ended."""
    with suppress(EOFError, OSError):
        turn.recv()
    os.kill(os.getpid(), signal.SIGTERM)


def refuse_on(listeners: Listeners, reason: str) -> None:
    """Answer every request that nothing can be served, and why, until a signal."""
    answer = problem_response(503, reason, {"cache-control": "no-store"})
    config = server_config(Starlette(routes=[Mount("/", app=answer)]), None, stop_timeout=1)
    shown = listeners.certificate
    context = shown.shown_for([listeners.host]) if shown is not None else None
    ForegroundServer(config, listeners, context).run()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def watched(asked: ServeOptions, read: Iterable[Path] = ()) -> list[Path]:
    """The folders in which changes matter: of documents, fixtures and overlays, and of what was read beside them.

    Folders, because an editor puts a new file in the place of the old one, which nobody watches then.

    Raises:
        UsageError: For a document that is neither a URL nor there.
    """
    server = asked.server
    named = [name for name in server.documents if not catalog.name_and_place(name)[1].startswith(URLS)]
    files = [*(catalog.document_file(name, server.settings) for name in named), *map(Path, server.overlays)]
    roots = [server.settings.specs, server.settings.fixtures]
    folders = [folder for root in roots for folder in (root, *root.glob("*/"))]
    for file in files:
        beside, above = (folder / catalog.FIXTURES for folder in (file.parent, file.absolute().parent.parent))
        folders += [file.parent, beside, beside / file.stem, above / file.stem]
    return [*dict.fromkeys(folder.resolve() for folder in (*folders, *sorted(read)) if folder.is_dir())]
