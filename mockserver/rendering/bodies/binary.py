"""Bodies of bytes: small files of the kinds that documents declare, each one that its readers can read."""

from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile, ZipInfo

from mockserver.contract.document import Document
from mockserver.contract.media_types import essence_of
from mockserver.contract.model import Media
from mockserver.rendering.bodies.plain_text import as_text, as_yaml

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n"
    b"startxref\n164\n%%EOF\n"
)
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////"
    "////////////////2wBDAf//////////////////////////////////////////////////////////////////////////////////"
    "////wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAA"
    "AAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJgA/9k="
)
WEBP = b64decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAUAmJaQAA3AA/v02aAA=")
WAV = (  # a tenth of a second of silence
    b"RIFF\x64\x06\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x40\x06\0\0"
    + bytes(1600)
)
ARCHIVED, TEXT = "example.txt", b"An example.\n"  # the one file of an archive


def _zip() -> bytes:
    archive = BytesIO()
    with ZipFile(archive, "w") as writing:
        writing.writestr(ZipInfo(ARCHIVED), TEXT)  # of 1980, so that it is the same every time
    return archive.getvalue()


def _gzip() -> bytes:
    import gzip  # noqa: PLC0415 - few documents have such files

    return gzip.compress(TEXT, mtime=0)


def _tar() -> bytes:
    import tarfile  # noqa: PLC0415 - as above

    archive, entry = BytesIO(), tarfile.TarInfo(ARCHIVED)
    entry.size = len(TEXT)
    with tarfile.open(fileobj=archive, mode="w") as writing:
        writing.addfile(entry, BytesIO(TEXT))
    return archive.getvalue()


# A file of each media type, or what makes it, and the bytes that each file of it begins with.
FILES: Mapping[str, tuple[bytes | Callable[[], bytes], bytes]] = {
    "image/png": (PNG, PNG[:8]),
    "image/gif": (GIF, b"GIF8"),
    "image/jpeg": (JPEG, b"\xff\xd8\xff"),
    "image/jpg": (JPEG, b"\xff\xd8\xff"),
    "image/webp": (WEBP, b"RIFF"),
    "audio/wav": (WAV, b"RIFF"),
    "audio/x-wav": (WAV, b"RIFF"),
    "application/pdf": (PDF, b"%PDF-"),
    "application/zip": (_zip, b"PK"),
    "application/x-zip-compressed": (_zip, b"PK"),
    "application/gzip": (_gzip, b"\x1f\x8b"),
    "application/x-gzip": (_gzip, b"\x1f\x8b"),
    "application/x-tar": (_tar, b""),
}
_YAML = frozenset({"application/yaml", "application/x-yaml", "application/vnd.yaml"})


def writer(document: Document, media: Media, sent: str) -> Callable[[Any], bytes]:
    """What writes a file: what is shown, where that is one of its kind, else a small one."""
    essence = essence_of(sent)
    if essence in _YAML or essence.endswith("+yaml"):
        return as_yaml
    if essence not in FILES:
        return as_text
    known, start = FILES[essence]
    file = known if isinstance(known, bytes) else known()

    def write(value: Any) -> bytes:
        shown = as_text(value)
        if start and shown.startswith(start):
            return shown
        decoded = _decoded(value)
        return decoded if start and decoded.startswith(start) else file

    return write


def _decoded(value: Any) -> bytes:
    """The bytes of a text in base64; none of any other."""
    if not isinstance(value, str):
        return b""
    try:
        return b64decode(value, validate=True)
    except (Error, ValueError):
        return b""
