"""Tokens and codes that an authorization server has issued (RFC 6749): of one document, in one namespace."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from mockserver.bounded import Weighed
from mockserver.bounds import MOST_TOKENS, MOST_TOKENS_SIZE

ACCESS, REFRESH = "access_token", "refresh_token"
CODE, DEVICE, USER_CODE = "authorization_code", "device_code", "user_code"
BARE, TEXT = 700, 64  # bytes of what is kept of a token, and of each text of it, beside its characters


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """One token or code, as it stands; what becomes of it puts another one in its place.

    Attributes:
        digest: Tells it from all others; the value itself is not kept.
        use: What it is good for: `ACCESS`, `REFRESH`, `CODE`, `DEVICE`, `USER_CODE`.
        client, caller: The client that it was issued to, and the credential that it stands for; no caller where
            nobody has agreed yet.
        scopes: What it may do.
        issued, expires: Unix times by the server's clock.
        family: What all that came of one consent have in common.
        spent: Whether it was revoked, or used where it may be used once.
        details: What else has to be remembered of it: a redirect URI, a code challenge, ...
    """

    digest: str
    use: str
    client: str
    caller: str
    scopes: tuple[str, ...]
    issued: float
    expires: float
    family: str
    spent: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


def token_weight(token: IssuedToken) -> int:
    """The bytes that are needed to keep a token, or some more."""
    texts = (token.client, token.caller, *token.scopes, *token.details, *token.details.values())
    return BARE + TEXT * len(texts) + sum(map(len, texts))


def token_digest(value: str) -> str:
    """What a token is kept and found by."""
    return blake2b(value.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class IssuedTokens:
    """What was issued, the latest of it: so many tokens and codes, and so many bytes of them.

    Attributes:
        record: Told of each that is issued, or changes.
    """

    __slots__ = ("_kept", "_most", "_room", "record")

    def __init__(self, most: int = MOST_TOKENS, room: int = MOST_TOKENS_SIZE) -> None:
        """Begin with none; the oldest of more than `most`, or of more than `room` bytes, are forgotten."""
        self._most, self._room = most, room
        self.restore({})
        self.record: Callable[[IssuedToken], object] | None = None

    def find(self, value: str, *uses: str) -> IssuedToken | None:
        """What a value is, where it was issued for one of these uses."""
        found = self._kept.get(token_digest(value))
        return found if found is not None and found.use in uses else None

    def keep(self, token: IssuedToken) -> None:
        """Keep a token; in the place of what it was before, if it was there."""
        self.apply(token)
        if self.record is not None:
            self.record(token)

    def spend(self, token: IssuedToken) -> None:
        """Let a token be good for nothing from now on."""
        self.keep(replace(token, spent=True))

    def spend_family(self, token: IssuedToken) -> None:
        """Let all that came of the same consent be good for nothing from now on."""
        for each in [*self._kept.values()]:
            if each.family == token.family and not each.spent:
                self.spend(each)

    def apply(self, change: IssuedToken) -> None:
        """Keep what was issued elsewhere."""
        self._kept[change.digest] = change

    def since_begun(self) -> Iterable[IssuedToken]:
        """What leads from none to those that are kept."""
        return self._kept.values()

    def unchanged(self) -> bool:
        """Whether nothing was issued."""
        return not self._kept

    def reset(self) -> None:
        """Forget everything."""
        self.restore({})

    def snapshot(self) -> dict[str, IssuedToken]:
        """What is kept, to come back to."""
        return dict(self._kept)

    def restore(self, mark: Mapping[str, IssuedToken]) -> None:
        """Back to a mark."""
        self._kept: Weighed[str, IssuedToken] = Weighed(self._most, self._room, token_weight, mark)
