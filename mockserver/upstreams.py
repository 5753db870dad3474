"""Real APIs beside what is served, as they may be asked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from mockserver import bounds
from mockserver.bounds import UPSTREAM_SILENCE
from mockserver.environment import Option, as_path, as_paths
from mockserver.errors import UsageError

UNKNOWN, ALL = "unknown", "all"
FIELD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+=[!-~](?:[ -~]*[!-~])?")  # RFC 9110, 5.5 and 5.6.2
LINE = r"[^\n]+"  # of a variable of the environment: values have spaces and commas
SCHEMES = ("http", "https")
TIMEOUTS = range(1, 3601)


def upstreams_of(texts: Sequence[str], place: str) -> Mapping[str, str]:
    """`NAME=URL`, given any number of times, as name to URL.

    Raises:
        UsageError: When one has another form, or a document has two.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, sign, url = text.partition("=")
        if not sign or not name:
            raise UsageError(f"{place}: {text!r} is not of the form NAME=URL")
        if name in found:
            raise UsageError(f"{place}: {name} has two upstreams, {found[name]} and {url}; give one of them")
        found[name] = url
    return found


def check_upstream(name: str, url: str) -> None:
    """Refuse what is no URL that a call can be forwarded to.

    Raises:
        UsageError: For another scheme than http and https, and for what has no host, or more than a path.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"--upstream {name}={url}: write a URL such as https://api.example.com/v1")
    if parts.query or parts.fragment or parts.username is not None:
        raise UsageError(
            f"--upstream {name}={parts.scheme}://...: a scheme, a host and a path, and nothing else; "
            "--upstream-header sends credentials"
        )


def headers_of(texts: Sequence[str], place: str) -> Mapping[str, str]:
    """`NAME=VALUE`, given any number of times, as the name of a header field to its value.

    Raises:
        UsageError: When one has another form.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise UsageError(f"{place}: {name!r} is not of the form NAME=VALUE")
        found[name.strip()] = value.strip()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamOptions:
    """What is forwarded, recorded, and made of recordings; each member's `Option` says what it does."""

    upstreams: Annotated[
        Mapping[str, str],
        Option(
            "--upstream",
            "Forward calls to a real API, and hold its replies against the document. May be repeated.",
            metavar="NAME=URL",
            several=True,
            read=upstreams_of,
        ),
    ] = field(default_factory=dict)
    upstream_for: Annotated[
        str,
        Option(
            "--upstream-for",
            "Forward calls that the document does not have, or all of them.",
            (UNKNOWN, ALL),
        ),
    ] = UNKNOWN
    upstream_headers: Annotated[
        Mapping[str, str],
        Option(
            "--upstream-header",
            "Send this header field in the place of the caller's; to every upstream. May be repeated.",
            metavar="NAME=VALUE",
            several=True,
            read=headers_of,
            one=LINE,
        ),
    ] = field(default_factory=dict)
    upstream_timeout: Annotated[
        int,
        Option(
            "--upstream-timeout",
            f"Wait so many seconds for the next bytes of a real API.  [default: {UPSTREAM_SILENCE}]",
            TIMEOUTS,
            metavar="SECONDS",
        ),
    ] = UPSTREAM_SILENCE
    record: Annotated[
        Path | None,
        Option(
            "--record",
            "Write what was exchanged to a file, as HAR 1.2, at the end.",
            metavar="FILE.har",
            read=as_path,
        ),
    ] = None
    arrange: Annotated[
        Sequence[Path],
        Option(
            "--arrange",
            "Have the rows and stubs of a file, at the start and after each reset. May be repeated.",
            Path,
            metavar="FILE",
            several=True,
            read=as_paths,
        ),
    ] = ()

    def check_upstreams(self) -> None:
        """Hold the members to what they are.

        Raises:
            UsageError: For a URL or a header field that is none, for a time out of its bounds, and where all calls are
                to be forwarded and nothing says where to.
        """
        bounds.whole("upstream_timeout", self.upstream_timeout, TIMEOUTS.start, TIMEOUTS[-1])
        if self.upstream_for == ALL and not self.upstreams:
            raise UsageError("--upstream-for all: nothing says where to; add --upstream NAME=URL")
        for name, url in self.upstreams.items():
            check_upstream(name, url)
        for name, value in self.upstream_headers.items():
            if not FIELD.fullmatch(f"{name}={value}"):
                raise UsageError(f"--upstream-header {name}=...: this is no header field")
