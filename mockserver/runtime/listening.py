"""Where a server listens: over HTTP, over HTTPS, or over both."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mockserver.address import ListenAddress
from mockserver.errors import UsageError
from mockserver.runtime.certificates import Authority, Certificate, OwnCertificate, make_authority
from mockserver.written_files import write_file


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
def listening(address: ListenAddress, folder: Path) -> Iterator[Listeners]:
    """Listen for the length of a `with` block; connections wait in the backlog until a server has started.

    Args:
        address: Where.
        folder: Where the file of an authority made for the run is put, which is taken away at the end.

    Raises:
        UsageError: When the address cannot be had, or is none, or a certificate cannot be made or written.
    """
    certificate = _certificate(address)
    plain = None if address.tls else listen(address.host, address.port)
    secure, file = None, None
    try:
        if certificate is not None:
            secure = listen(
                address.host, address.port if address.tls else address.tls_port or 0, "--tls-port"
            )
        if secure is not None and isinstance(certificate, Authority):
            file = folder / f"mockserver-ca-{secure.getsockname()[1]}.pem"
            write_file(file, certificate.certificate)
        yield Listeners(address.host, plain, secure, certificate, file)
    finally:
        for each in (plain, secure):
            if each is not None:
                each.close()
        if file is not None:
            file.unlink(missing_ok=True)


def _certificate(address: ListenAddress) -> Certificate | None:
    """What is shown to those who speak HTTPS; None where nobody does."""
    if not address.secure:
        return None
    if address.tls_cert is not None and address.tls_key is not None:
        return OwnCertificate(address.tls_cert, address.tls_key)
    return make_authority()


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
