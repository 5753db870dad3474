"""Plain ASCII from names in any script that is Latin at heart."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_WHOLE_LETTERS = str.maketrans(
    {
        "ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
        "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "\u0131": "i", "ɛ": "e", "Ɛ": "E",
        "ɔ": "o", "Ɔ": "O", "ŋ": "n",
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
    }
)  # fmt: skip


def ascii_of(text: str) -> str:
    """The text in ASCII letters; what has no Latin counterpart is left out."""
    apart = unicodedata.normalize("NFKD", text.translate(_WHOLE_LETTERS))
    return apart.encode("ascii", "ignore").decode()


def slug(text: str, separator: str = "-") -> str:
    """Lower-case ASCII words joined by the separator, fit for a domain label; never empty."""
    words = re.findall(r"[a-z0-9]+", ascii_of(text).lower().replace("'", ""))
    joined = ""
    for word in words:
        longer = f"{joined}{separator}{word}" if joined else word[:40]
        if len(longer) > 40:  # a domain label may have 63 characters; shorter reads better
            break
        joined = longer
    return joined or "name"
