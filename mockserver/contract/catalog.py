"""Finding documents: by name in the specs folder, by file, by URL; what each is called, and what stands beside it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from mockserver.contract import document
from mockserver.contract.document import Document
from mockserver.contract.sources import SUFFIXES, URLS, Sources
from mockserver.errors import Problem, UsageError, hint, noting
from mockserver.settings import Settings, shipped

OVERLAY = ".overlay"  # before the suffix of an overlay that stands beside its document
FIXTURES = "fixtures"


def names(settings: Settings) -> list[str]:
    """The documents of the specs folder."""
    files = (path for path in settings.specs.glob("*") if path.suffix in SUFFIXES)
    return sorted(path.stem for path in files if not path.stem.endswith(OVERLAY))


def find(asked: Sequence[str], settings: Settings) -> list[Document]:
    """The documents that are asked for; all of the specs folder without any.

    Args:
        asked: Names, files or URLs, each with `NAME=` before it where it is to be called otherwise than its file.
        settings: Where names are looked up, and what may be read.

    Raises:
        UsageError: For a name that is neither a document nor a file, or two documents of one name.
        SpecError: When one cannot be read.
    """
    chosen = list(asked) or names(settings)
    if not chosen:
        raise UsageError(f"there is no document in {settings.specs}; name a file or a URL")
    places = [_place(each, settings) for each in chosen]
    called = _called([name_and_place(each)[0] for each in chosen], places)
    sources = Sources(settings.allow_remote_refs, settings.allow_ref)
    found: list[Document] = []
    for place, name in zip(places, called, strict=True):
        with noting(place):
            read = document.read_document(place, name, sources)
        if name != stem(place) and name_and_place(chosen[len(found)])[0] is None:
            message = (
                f"another document is called {stem(place)!r}, so this one is {name!r}; NAME=FILE names it"
            )
            read.problems = (*read.problems, Problem("", message, None, place, "warning", "name"))
        found.append(read)
    return found


def name_and_place(asked: str) -> tuple[str | None, str]:
    """The name that is given to a document, None where there is none, and the document.

    Raises:
        UsageError: For a name that cannot stand in a URL.
    """
    name, sign, rest = asked.partition("=")
    if not sign or not rest or name.startswith(URLS) or _is_file(Path(asked)):
        return None, asked
    if not name or "/" in name or name.startswith("__"):
        raise UsageError(f"{asked!r}: {name!r} cannot be the name of a document")
    return normalize("NFC", name), rest


def stem(place: str) -> str:
    """What a document at a path or a URL is called where nobody says more."""
    path = urlsplit(place).path if place.startswith(URLS) else place
    return (
        normalize("NFC", unquote(Path(path).stem) if place.startswith(URLS) else Path(path).stem)
        or "document"
    )


def overlay_beside(document: Document) -> Path | None:
    """The overlay that stands beside a document, `NAME.overlay.yaml`; None where there is none."""
    if not document.source or document.source.startswith(URLS):
        return None
    path = Path(document.source)
    found = (path.with_name(f"{path.stem}{OVERLAY}{suffix}") for suffix in SUFFIXES)
    return next((each for each in found if _is_file(each)), None)


def fixtures_beside(document: Document) -> Path | None:
    """The folder `fixtures/NAME` that stands beside a document; None where there is none."""
    if not document.source or document.source.startswith(URLS):
        return None
    path = Path(document.source)
    found = path.parent / FIXTURES / path.stem
    return found if found.is_dir() else None


def fixtures_of(document: Document, settings: Settings) -> Path:
    """The folder of a document's fixtures, which need not be there.

    It stands beside the document, else in the fixtures folder, else beside the folder of the document. A fixtures
    folder that happens to stand in the working directory means nothing to a document that came with the package.
    """
    own = settings.fixtures / document.name
    beside = fixtures_beside(document)
    if beside is not None or not document.source or document.source.startswith(URLS):
        return beside or own
    path = Path(document.source).absolute()
    above = path.parent.parent / FIXTURES / path.stem
    foreign = path.parent == shipped("specs") and settings.fixtures == Path.cwd() / FIXTURES
    return above if above.is_dir() and (foreign or not own.is_dir()) else own


def _called(given: Sequence[str | None], places: Sequence[str]) -> list[str]:
    """A name for each document: the given one, that of its file, or that of its folder where two files have one.

    Raises:
        UsageError: When two have one name all the same.
    """
    found = [name or stem(place) for name, place in zip(given, places, strict=True)]
    twice = [index for index, name in enumerate(found) if found.count(name) > 1 and given[index] is None]
    folders = {index: _folder(places[index]) for index in twice}
    taken = [*folders.values(), *(name for index, name in enumerate(found) if index not in folders)]
    if len({*taken} - {""}) == len(taken):
        found = [folders.get(index, name) for index, name in enumerate(found)]
    for name in found:
        if found.count(name) > 1:
            reason = "each needs a place of its own in URLs: NAME=FILE names one"
            raise UsageError(f"two documents are named {name!r}; {reason}")
    return found


def _folder(place: str) -> str:
    """The name of the folder of a document; of the host where it has none."""
    if place.startswith(URLS):
        url = urlsplit(place)
        return unquote(Path(url.path).parent.name) or url.hostname or ""
    return normalize("NFC", Path(place).resolve().parent.name)


def _place(asked: str, settings: Settings) -> str:
    """Where a document is.

    Raises:
        UsageError: When it is not there.
    """
    place = name_and_place(asked)[1]
    return place if place.startswith(URLS) else str(document_file(place, settings))


def document_file(name: str, settings: Settings) -> Path:
    """The file of a document that is asked for.

    Raises:
        UsageError: When there is none.
    """
    name = name_and_place(name)[1]
    path = locate(name, settings)
    if path is not None:
        return path
    known = sorted({*names(settings), *names(replace(settings, specs=shipped("specs")))})
    raise UsageError(
        f"{name!r} is neither a document of {settings.specs} nor a file; {hint(name, known, 'documents')}"
    )


def locate(name: str, settings: Settings) -> Path | None:
    """The file of a name: of the specs folder, itself, of what came with the package; None when there is none."""
    of_the_folder, of_the_package = (
        [folder / f"{name}{suffix}" for suffix in SUFFIXES] for folder in (settings.specs, shipped("specs"))
    )
    return next(filter(_is_file, [*of_the_folder, Path(name), *of_the_package]), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has a NUL
        return False
