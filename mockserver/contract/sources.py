"""Where documents and what they refer to are read from: files, and URLs; and what no document leads to."""

import os
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from mockserver.bounds import LARGEST_DOCUMENT
from mockserver.errors import Problem, SpecError

if TYPE_CHECKING:
    import httpx

URLS = ("http://", "https://")
SUFFIXES = (".yaml", ".yml", ".json")  # of documents and of what they are made of
FETCH_TIMEOUT = 30  # seconds
MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Sources:
    """What may be read.

    Attributes:
        remote: Whether references may lead to other hosts, over http.
        folders: Where, beside the document's own folder, references may read any file.
    """

    remote: bool = False
    folders: Sequence[Path] = ()

    def beside(self, base: str, reference: str) -> str:
        """The place that a reference names, from the place of what holds it; links are followed."""
        if base.startswith(URLS) or reference.startswith(URLS):
            return urljoin(base, reference)
        path = Path(base).parent / unquote(reference)
        try:
            return str(path.resolve())
        except (OSError, RuntimeError, ValueError):  # links in a circle, a NUL in its name
            return str(path)

    def refused(self, root: str, base: str, place: str) -> str | None:
        """Why a reference may not be followed; None where it may.

        Args:
            root: Where the document is.
            base: Where the part of it is that refers.
            place: What that refers to, as `beside` has it.
        """
        if "://" in place and not place.startswith(URLS):
            return "only files, http and https are read"
        if base.startswith(URLS):
            if not place.startswith(URLS):
                return "no file is read for a document of the web"
            if self.remote or urlsplit(place)[:2] == urlsplit(base)[:2]:
                return None
            return "another host is not asked; --allow-remote-refs allows it"
        if place.startswith(URLS):
            if self.remote:
                return None
            return "documents behind URLs are not fetched; keep a copy beside it, or allow it with --allow-remote-refs"
        return self._astray(Path(root).parent, Path(place))

    def _astray(self, home: Path, path: Path) -> str | None:
        """Why a file may not be read for a document of the folder `home`."""
        own = home.resolve()
        if any(path.is_relative_to(folder) for folder in (own, *map(Path.resolve, self.folders))):
            return None
        allow = f"--allow-ref {path.parent} allows it"
        above = own.parent
        if above == above.parent or not path.is_relative_to(above):
            return f"it is neither in the document's folder nor in the one above; {allow}"
        if path.suffix.lower() not in SUFFIXES:
            return f"outside of the document's folder {', '.join(SUFFIXES)} are read alone; {allow}"
        if any(part.startswith(".") for part in path.relative_to(above).parts):
            return f"outside of the document's folder nothing hidden is read; {allow}"
        return None

    def read(self, place: str, base: str | None = None) -> tuple[str, str]:
        """The text at a place, and the place where it was found in the end.

        Args:
            place: A path or a URL.
            base: What refers to it; None for what the user has named.

        Raises:
            SpecError: When it cannot be had.
        """
        if place.startswith(URLS):
            return self._fetched(place, base)
        try:
            return file_text(Path(place)), place
        except UnicodeDecodeError as error:
            reason = f"is not UTF-8: {error.reason} at byte {error.start}"
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
        except ValueError as error:  # a NUL in its name
            reason = f"cannot be read: {error}"
        raise SpecError([Problem("", reason, file=place)])

    def _fetched(self, url: str, base: str | None) -> tuple[str, str]:
        import httpx  # noqa: PLC0415 - only documents behind URLs need a client

        place = url
        try:
            with httpx.Client(timeout=FETCH_TIMEOUT) as client:
                for _ in range(MOST_REDIRECTS):
                    with client.stream("GET", place) as response:
                        if response.next_request is None:
                            return _body(response.raise_for_status(), url), place
                    place = str(response.next_request.url)
                    if base is not None and (why := self.refused(base, base, place)):
                        raise SpecError([Problem("", f"leads to {place}: {why}", file=url)])
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SpecError(
                [Problem("", f"cannot be fetched: {str(error).partition(chr(10))[0]}", file=url)]
            ) from None
        raise SpecError([Problem("", "cannot be fetched: it redirects on and on", file=url)])


def file_text(path: Path) -> str:
    """The text of a regular file that is no larger than a document may be.

    Raises:
        OSError: When it is none; a device has no end, and a pipe keeps its readers waiting.
        UnicodeDecodeError: When it is not UTF-8.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError(0, "it is no regular file")
        raw = file.read(LARGEST_DOCUMENT + 1)
    if len(raw) > LARGEST_DOCUMENT:
        raise OSError(0, _TOO_LARGE)
    return raw.decode("utf-8-sig")


_TOO_LARGE = f"it has more than {LARGEST_DOCUMENT} bytes"


def _body(response: "httpx.Response", url: str) -> str:
    """The text of a response, as far as there is an end to it."""
    raw, until = bytearray(), time.monotonic() + FETCH_TIMEOUT
    for part in response.iter_bytes():
        raw += part
        if len(raw) > LARGEST_DOCUMENT or time.monotonic() > until:
            late = f"it has not come whole after {FETCH_TIMEOUT} seconds"
            why = _TOO_LARGE if len(raw) > LARGEST_DOCUMENT else late
            raise SpecError([Problem("", f"cannot be fetched: {why}", file=url)])
    return raw.decode(response.encoding or "utf-8", "replace")
