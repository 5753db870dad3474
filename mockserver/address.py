"""Where a server listens, as it may be asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from mockserver.bounds import LARGEST_PORT, whole
from mockserver.environment import Option, as_path, options_of
from mockserver.errors import UsageError

PORTS = range(LARGEST_PORT + 1)


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Where to listen, and how; each member's `Option` says what it does."""

    host: Annotated[str, Option("--host", "The address to listen on.", metavar="ADDRESS")] = "127.0.0.1"
    port: Annotated[int, Option("--port", "The port to listen on; 0 takes any that is free.", PORTS)] = 0
    tls: Annotated[bool, Option("--tls", "Speak HTTPS on it, and no HTTP.", bool)] = False
    tls_port: Annotated[
        int | None, Option("--tls-port", "A port for HTTPS beside it; 0 takes any that is free.", PORTS)
    ] = None
    tls_cert: Annotated[
        Path | None,
        Option(
            "--tls-cert",
            "The certificate to show, in PEM.  [default: one made for the run]",
            Path,
            metavar="FILE",
            read=as_path,
        ),
    ] = None
    tls_key: Annotated[
        Path | None, Option("--tls-key", "Its key, in PEM.", Path, metavar="FILE", read=as_path)
    ] = None

    def __post_init__(self) -> None:
        """Hold the members to each other.

        Raises:
            UsageError: For a port that is none, and for members that exclude or miss each other.
        """
        for name in ("port", "tls_port"):
            if getattr(self, name) is not None:
                whole(name, getattr(self, name), 0, LARGEST_PORT)
        if self.tls and self.tls_port is not None:
            raise UsageError("--tls speaks HTTPS on --port, --tls-port beside it: leave one of them out")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise UsageError("--tls-cert and --tls-key belong together: give both")
        if self.tls_cert is not None and not self.secure:
            raise UsageError("--tls-cert is for HTTPS: add --tls or --tls-port")

    @property
    def secure(self) -> bool:
        """Whether HTTPS is spoken."""
        return self.tls or self.tls_port is not None


ADDRESS = options_of(ListenAddress)
