"""A file that came with a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5, sha256


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that came with a request, as it was sent.

    Attributes:
        content: Its bytes.
        facts: What `$file.…` reads, and what is stored of it in its row: name and type as the client said, size and
            hashes.
    """

    content: bytes
    facts: Mapping[str, object]


def uploaded(name: str, kind: str, content: bytes) -> UploadedFile:
    """A file, with what is known of it."""
    facts = {
        "name": name,
        "type": kind,
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "md5": md5(content, usedforsecurity=False).hexdigest(),
    }
    return UploadedFile(content, facts)
