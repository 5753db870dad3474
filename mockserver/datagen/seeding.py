"""Seeds: a number for each thing that is drawn, a function of its name alone."""

from collections.abc import Callable
from hashlib import blake2b
from random import Random


def seed_of(*parts: object) -> int:
    """64 bits that are the same for the same parts, on every machine and in every process."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def seeds_of(*parts: object) -> Callable[[object], int]:
    """What gives `seed_of` these parts and one more: quicker where there are many."""
    begun = blake2b("".join(f"{part}\x1f" for part in parts).encode(), digest_size=8)

    def seed(last: object) -> int:
        digest = begun.copy()
        digest.update(str(last).encode())
        return int.from_bytes(digest.digest(), "big")

    return seed


def draw_uuid(random: Random) -> str:
    """A version 4 UUID (RFC 9562, 5.4) drawn from the generator."""
    text = f"{random.getrandbits(128):032x}"
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


def scattered(index: int, salt: int, digits: int) -> str:
    """`digits` digits that look drawn; each index below 10**digits has others."""
    size = 10**digits
    # A factor that shares no divisor with 10 makes index -> number one to one.
    return str((index * 7919 + salt) % size).zfill(digits)
