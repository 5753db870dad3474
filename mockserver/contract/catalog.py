"""Finding documents: by name in the specs folder, by file, by URL."""

from collections.abc import Sequence
from pathlib import Path

from mockserver.contract import document
from mockserver.contract.document import Document
from mockserver.errors import Problem, SpecError, UsageError, hint
from mockserver.settings import Settings

SUFFIXES = (".yaml", ".yml", ".json")
URLS = ("http://", "https://")
FETCH_TIMEOUT = 30  # seconds


def names(settings: Settings) -> list[str]:
    """The documents of the specs folder."""
    return sorted(path.stem for path in settings.specs.glob("*") if path.suffix in SUFFIXES)


def find(asked: Sequence[str], settings: Settings) -> list[Document]:
    """The documents that are asked for; all of the specs folder without any.

    Raises:
        UsageError: For a name that is neither a document nor a file, or two documents of one name.
        SpecError: When one cannot be read.
    """
    chosen = list(asked) or names(settings)
    if not chosen:
        raise UsageError(f"there is no document in {settings.specs}; name a file or a URL")
    found = [_load(name, settings) for name in chosen]
    stems = [found_document.name for found_document in found]
    for stem in stems:
        if stems.count(stem) > 1:
            raise UsageError(
                f"two documents are named {stem!r}; each needs a place of its own in URLs: rename a file"
            )
    return found


def _load(name: str, settings: Settings) -> Document:
    if name.startswith(URLS):
        return _fetch(name)
    return document.load(path_of(name, settings))


def path_of(name: str, settings: Settings) -> Path:
    """The file of a name.

    Raises:
        UsageError: When there is none.
    """
    path = locate(name, settings)
    if path is not None:
        return path
    known = names(settings)
    raise UsageError(
        f"{name!r} is neither a document of {settings.specs} nor a file; {hint(name, known, 'documents')}"
    )


def locate(name: str, settings: Settings) -> Path | None:
    """The file of a name, None when there is none."""
    for suffix in SUFFIXES:
        path = settings.specs / f"{name}{suffix}"
        if path.is_file():
            return path
    path = Path(name)
    return path if path.is_file() else None


def _fetch(url: str) -> Document:
    import httpx  # noqa: PLC0415 - only documents behind URLs need a client

    try:
        response = httpx.get(url, follow_redirects=True, timeout=FETCH_TIMEOUT).raise_for_status()
    except httpx.HTTPError as error:
        raise SpecError([Problem("", f"cannot be fetched: {error}", file=url)]) from None
    stem = Path(url.partition("?")[0]).stem or "document"
    return document.from_data(stem, document.parse(response.text, url), source=url, text=response.text)
