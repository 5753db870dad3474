"""`Prefer` (RFC 7240): what a client wants of one answer."""

import re
from dataclasses import dataclass

from mockserver.exchange.request import Request

LONGEST_WAIT = 60.0  # seconds
STATUS = re.compile("[2-5][0-9]{2}", re.ASCII)  # a final one (RFC 9110, 15)

# A name, and a value that is quoted or not; `;` is taken for `,`, as clients write it.
PREFERENCE = re.compile(r"""([^\s,;="]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^,;"]*)))?[^,;]*""")
ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences that this server knows; None for one that is not sent.

    Attributes:
        code: The status to answer with.
        example: The name of the example to answer with.
        dynamic: Whether the answer is generated from the schema.
        seed: The seed of a generated answer.
        wait: Seconds to wait before answering.
    """

    code: int | None = None
    example: str | None = None
    dynamic: bool = False
    seed: int | None = None
    wait: float = 0.0

    def applied(self, names: tuple[str, ...]) -> tuple[bytes, bytes]:
        """The `Preference-Applied` header for the preferences named."""
        values = {
            "code": self.code,
            "example": self.example,
            "dynamic": "true",
            "seed": self.seed,
            "wait": f"{self.wait:g}",
        }
        return b"preference-applied", ", ".join(f"{name}={values[name]}" for name in names).encode(
            "latin-1", "replace"
        )


def preferences_of(request: Request) -> Preferences | None:
    """What a request's `Prefer` says, None without one."""
    value = request.headers.get(b"prefer")
    return None if value is None else parse_preferences(value.decode("latin-1"))


def parse_preferences(header: str) -> Preferences:
    """Read a `Prefer` header; the first of a repeated preference counts, one that makes no sense is passed over."""
    found: dict[str, str] = {}
    for name, quoted, plain in PREFERENCE.findall(header):
        found.setdefault(name.lower(), ESCAPED.sub(r"\1", quoted) or plain.strip())
    code, seed = found.get("code", ""), found.get("seed", "")
    return Preferences(
        code=int(code) if STATUS.fullmatch(code) else None,
        example=found.get("example") or None,
        dynamic=found.get("dynamic") in {"true", "1", ""},
        seed=int(seed) if seed.isascii() and seed.isdigit() and len(seed) < 19 else None,
        wait=_wait(found.get("wait", "")),
    )


def _wait(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return min(seconds, LONGEST_WAIT) if seconds > 0 else 0.0
