"""Where documents and what they refer to are read from: files, and URLs."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from mockserver.errors import Problem, SpecError

URLS = ("http://", "https://")
FETCH_TIMEOUT = 30  # seconds
MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Sources:
    """What may be read.

    Attributes:
        remote: Whether references may lead to other hosts, over http.
    """

    remote: bool = False

    def beside(self, base: str, reference: str) -> str:
        """The place that a reference names, from the place of what holds it."""
        if base.startswith(URLS) or reference.startswith(URLS):
            return urljoin(base, reference)
        return str((Path(base).parent / unquote(reference)).resolve())

    def refused(self, base: str, place: str) -> str | None:
        """Why a reference from `base` may not be followed to `place`; None where it may."""
        if "://" in place and not place.startswith(URLS):
            return "only files, http and https are read"
        if base.startswith(URLS):
            if not place.startswith(URLS):
                return "no file is read for a document of the web"
            if self.remote or urlsplit(place)[:2] == urlsplit(base)[:2]:
                return None
            return "another host is not asked; --allow-remote-refs allows it"
        if self.remote or not place.startswith(URLS):
            return None
        return "documents behind URLs are not fetched; keep a copy beside it, or allow it with --allow-remote-refs"

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
            return Path(place).read_text("utf-8-sig"), place
        except OSError as error:
            raise SpecError([Problem("", f"cannot be read: {error.strerror}", file=place)]) from None
        except UnicodeDecodeError as error:
            reason = f"is not UTF-8: {error.reason} at byte {error.start}"
            raise SpecError([Problem("", reason, file=place)]) from None
        except ValueError as error:  # a NUL in its name
            raise SpecError([Problem("", f"cannot be read: {error}", file=place)]) from None

    def _fetched(self, url: str, base: str | None) -> tuple[str, str]:
        import httpx  # noqa: PLC0415 - only documents behind URLs need a client

        place = url
        try:
            with httpx.Client(timeout=FETCH_TIMEOUT) as client:
                for _ in range(MOST_REDIRECTS):
                    response = client.get(place)
                    if response.next_request is None:
                        return response.raise_for_status().text, place
                    place = str(response.next_request.url)
                    if base is not None and (why := self.refused(base, place)):
                        raise SpecError([Problem("", f"leads to {place}: {why}", file=url)])
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SpecError(
                [Problem("", f"cannot be fetched: {str(error).partition(chr(10))[0]}", file=url)]
            ) from None
        raise SpecError([Problem("", "cannot be fetched: it redirects on and on", file=url)])
