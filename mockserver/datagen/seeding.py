"""Seeds: a number for each thing that is drawn, a function of its name alone."""

from hashlib import blake2b
from random import Random
from uuid import UUID


def seed_of(*parts: object) -> int:
    """64 bits that are the same for the same parts, on every machine and in every process."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def draw_uuid(random: Random) -> str:
    """A version 4 UUID drawn from the generator."""
    return str(UUID(int=random.getrandbits(128), version=4))


def scattered(index: int, salt: int, digits: int) -> str:
    """`digits` digits that look drawn; each index below 10**digits has others."""
    size = 10**digits
    # A factor that shares no divisor with 10 makes index -> number one to one.
    return str((index * 7919 + salt) % size).zfill(digits)
