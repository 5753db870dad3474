"""HTTPS of the commands: what is printed and handed on is enough to trust the certificate of the run."""

import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.cli.conftest import Process

Start = Callable[..., Process]
Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_start_page_says_how_its_certificate_is_trusted(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0", "--tls-port", "0")
    secure = process.line(r"also on (https://\S+)").group(1)
    file = acme.parent / process.line(r"--cacert (\S+)").group(1)
    process.line("Ctrl")

    trusted = ssl.create_default_context(cafile=file)
    assert httpx.get(f"{secure}/acme/v1/things", verify=trusted).json() == {"answer": "first"}
    assert process.stop() == 0
    assert not file.exists()


def test_a_command_finds_the_authority_to_trust_in_its_environment(run: Run, acme: Path) -> None:
    call = (
        "import httpx, os, ssl; trusted = ssl.create_default_context(cafile=os.environ['MOCKSERVER_CA']);"
        "print(httpx.get(os.environ['MOCKSERVER_ACME_URL'] + '/things', verify=trusted).text,"
        "os.environ['NODE_EXTRA_CA_CERTS'] == os.environ['MOCKSERVER_CA'])"
    )

    done = run("run", str(acme), "--tls", "--quiet", "--", sys.executable, "-c", call)

    assert done.stdout == '{"answer":"first"} True\n'
