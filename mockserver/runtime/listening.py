"""Where a server listens: over HTTP, over HTTPS, or over both."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from mockserver.bounds import LARGEST_PORT, whole
from mockserver.environment import Option, as_path, options_of
from mockserver.errors import UsageError
from mockserver.runtime.certificates import Authority, Certificate, OwnCertificate, make_authority

PORTS = range(LARGEST_PORT + 1)


@dataclass(frozen=True, slots=True)
class Address:
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

    def certificate(self) -> Certificate | None:
        """What is shown to those who speak HTTPS; None where nobody does.

        Raises:
            UsageError: When a certificate has to be made, and cannot.
        """
        if not self.secure:
            return None
        if self.tls_cert is not None and self.tls_key is not None:
            return OwnCertificate(self.tls_cert, self.tls_key)
        return make_authority()


ADDRESS = options_of(Address)


@dataclass(frozen=True, slots=True)
class Urls:
    """Where a server is reached.

    Attributes:
        root: Its root; empty where nothing listens.
        secure: Its root over HTTPS; empty where that is not spoken.
        authority: The file, in PEM, of the authority that clients over HTTPS have to trust: that of a certificate made
            for the run.
    """

    root: str = ""
    secure: str = ""
    authority: Path | None = None


@dataclass(frozen=True, slots=True)
class Listeners:
    """The sockets that listen.

    Attributes:
        host: The address, as it was asked for.
        plain, secure: Those for HTTP and for HTTPS; one of them at least.
        certificate: What is shown on the second.
        authority: The file of the authority that signs it, where it was made for the run.
    """

    host: str
    plain: socket.socket | None
    secure: socket.socket | None = None
    certificate: Certificate | None = None
    authority: Path | None = None

    @property
    def sockets(self) -> list[socket.socket]:
        """All of them."""
        return [each for each in (self.plain, self.secure) if each is not None]

    @property
    def urls(self) -> Urls:
        """Where they are reached: by HTTP, where that is spoken."""
        secure = _url("https", self.secure) if self.secure is not None else ""
        plain = _url("http", self.plain) if self.plain is not None else secure
        return Urls(plain, secure, self.authority)


@contextmanager
def listening(address: Address, folder: Path) -> Iterator[Listeners]:
    """Listen for the length of a `with` block; connections wait in the backlog until a server has started.

    Args:
        address: Where.
        folder: Where the file of an authority made for the run is put, which is taken away at the end.

    Raises:
        UsageError: When the address cannot be had, or is none, or a certificate cannot be made.
    """
    certificate = address.certificate()
    plain = None if address.tls else listen(address.host, address.port)
    secure, file = None, None
    try:
        if certificate is not None:
            secure = listen(
                address.host, address.port if address.tls else address.tls_port or 0, "--tls-port"
            )
        if secure is not None and isinstance(certificate, Authority):
            file = folder / f"mockserver-ca-{secure.getsockname()[1]}.pem"
            file.write_bytes(certificate.certificate)
        yield Listeners(address.host, plain, secure, certificate, file)
    finally:
        for each in (plain, secure):
            if each is not None:
                each.close()
        if file is not None:
            file.unlink(missing_ok=True)


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """A listening socket.

    Raises:
        UsageError: When the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another with {option} (0: any free)"
        ) from None
    return listener


def _url(scheme: str, listener: socket.socket) -> str:
    """The URL of what listens on a socket; what listens everywhere is reached at 127.0.0.1."""
    address, port = listener.getsockname()[:2]
    if address in {"0.0.0.0", "::"}:  # noqa: S104 - what it says, not what we bind
        address = "127.0.0.1"
    return f"{scheme}://[{address}]:{port}" if ":" in address else f"{scheme}://{address}:{port}"
