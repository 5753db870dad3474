"""The certificate that a server shows: the user's own, or one made for the run by an authority made for it."""

import re
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from mockserver.errors import UsageError

DAY, LIFETIME = timedelta(days=1), timedelta(days=397)  # the longest that every browser takes
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
HOST = re.compile(
    r"(\*\.)?([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*"
)


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """A certificate that the user has.

    Attributes:
        certificate, key: Files in PEM; the first has the certificates up to that of the authority, too.
    """

    certificate: Path
    key: Path

    def shown_for(self, hosts: Collection[str]) -> ssl.SSLContext:
        """What shows it, whatever hosts it is for.

        Raises:
            UsageError: When the files cannot be read, are no PEM, do not belong together, or ask for a password.
        """
        context = _context()
        try:
            context.load_cert_chain(self.certificate, self.key, password=partial(_refuse_password, self.key))
        except OSError as error:  # ssl's own errors are some
            reason = error.strerror or str(error)
            raise UsageError(
                f"--tls-cert {self.certificate}, --tls-key {self.key}: {reason}; both are files in PEM, "
                "the key that of the first certificate"
            ) from None
        return context


@dataclass(frozen=True, slots=True)
class Authority:
    """What signs certificates for the length of a run; plain data, so that it can go to another process.

    Attributes:
        certificate: What clients trust, in PEM.
        key: What it signs with, in PEM; it never leaves the process and those that it starts.
    """

    certificate: bytes
    key: bytes

    def shown_for(self, hosts: Collection[str]) -> ssl.SSLContext:
        """What shows a certificate for this machine and these hosts: names, addresses; what is neither is left out."""
        import trustme  # noqa: PLC0415 - few servers speak TLS, and it is an extra

        context = _context()
        named = [host for host in hosts if HOST.fullmatch(host)]
        signer = trustme.CA.from_pem(self.certificate, self.key)
        now = datetime.now(UTC)
        signer.issue_cert(
            *dict.fromkeys([*THIS_MACHINE, *named]), not_before=now - DAY, not_after=now + LIFETIME
        ).configure_cert(context)
        return context


Certificate = OwnCertificate | Authority


def make_authority() -> Authority:
    """An authority that nobody has seen before.

    Raises:
        UsageError: Without the library that makes it.
    """
    try:
        import trustme  # noqa: PLC0415 - few servers speak TLS, and it is an extra
    except ImportError:
        raise UsageError(
            "a certificate cannot be made: pip install 'mockserver[tls]', or give one with --tls-cert and --tls-key"
        ) from None
    made = trustme.CA(organization_name="mockserver", organization_unit_name="made for one run")
    return Authority(made.cert_pem.bytes(), made.private_key_pem.bytes())


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _refuse_password(key: Path) -> str:
    """Refuse to ask at a terminal, where nobody may sit.

    Raises:
        UsageError: Always.
    """
    raise UsageError(f"--tls-key {key}: the key is encrypted; write it decrypted: openssl pkey -in {key}")
