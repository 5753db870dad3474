"""HTTPS, with a certificate made for the run and with one's own, in the clients that people use."""

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import requests
import trustme

import mockserver
from mockserver.errors import UsageError
from mockserver.runtime.live import Server
from tests.programs import program

TIMEOUT = 20


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with mockserver.running("rotor", tls_port=0) as running:
        yield running


def trusting(authority: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority)


def list_of(server: Server) -> str:
    return server["rotor"].url.replace(server.url, server.urls.secure) + "/customers?limit=1"


def test_both_are_spoken_beside_each_other(server: Server) -> None:
    headers = server["rotor"].headers

    plain = httpx.get(server["rotor"].url + "/customers?limit=1", headers=headers)
    secure = httpx.get(list_of(server), headers=headers, verify=trusting(server.authority))

    assert (plain.status_code, secure.status_code) == (200, 200)
    assert plain.content == secure.content
    assert server.url.startswith("http://")


def test_with_tls_nothing_else_is_spoken() -> None:
    with mockserver.running("rotor", tls=True) as server:
        vendor = server["rotor"]

        assert vendor.url.startswith("https://127.0.0.1:")
        assert requests.get(
            vendor.url + "/customers", headers=vendor.headers, verify=str(server.authority)
        ).ok
        with pytest.raises(httpx.TransportError):
            httpx.get(vendor.url.replace("https", "http"))


def test_a_client_that_does_not_know_the_authority_refuses(server: Server) -> None:
    with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
        httpx.get(list_of(server))


@pytest.mark.parametrize(
    "command",
    [
        ["curl", "-sS", "--cacert", "AUTHORITY", "-H", "x-api-key: test_full", "URL"],
        [
            "node",
            "-e",
            "fetch(process.argv[1], {headers: {'x-api-key': 'test_full'}}).then(r => r.text()).then(console.log)",
            "URL",
        ],
        [
            sys.executable,
            "-c",
            "import requests, sys; print(requests.get(sys.argv[1], headers={'x-api-key': 'test_full'}).text)",
            "URL",
        ],
    ],
    ids=["curl", "node", "requests"],
)
def test_the_line_of_the_banner_is_enough(command: list[str], server: Server) -> None:
    name, package = command[0], {"node": "nodejs", "curl": "curl"}.get(command[0])
    words = {name: program(name, package=package)} if package is not None else {}
    words |= {"AUTHORITY": str(server.authority), "URL": list_of(server)}
    environment = {"NODE_EXTRA_CA_CERTS": str(server.authority), "REQUESTS_CA_BUNDLE": str(server.authority)}

    done = subprocess.run(
        [words.get(word, word) for word in command],
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", **environment},
        capture_output=True,
        timeout=TIMEOUT,
        check=True,
    )

    assert len(json.loads(done.stdout)["data"]) == 1


def test_a_vendor_is_reached_by_its_own_name(server: Server) -> None:
    context = trusting(server.authority)
    port = httpx.URL(server.urls.secure).port
    with (
        socket.create_connection(("127.0.0.1", port or 0), TIMEOUT) as plain,
        context.wrap_socket(plain, server_hostname="api.getrotor.com") as client,
    ):
        client.sendall(
            b"GET /open-api/customers HTTP/1.1\r\nhost: api.getrotor.com\r\nx-api-key: test_full\r\n\r\n"
        )

        assert client.recv(12) == b"HTTP/1.1 200"


def test_what_is_served_names_https(server: Server) -> None:
    served = httpx.get(f"{server.urls.secure}/rotor/openapi.json", verify=trusting(server.authority)).json()

    assert served["servers"][0]["url"].startswith(server.urls.secure)


def test_the_file_of_the_authority_goes_with_the_server() -> None:
    with mockserver.running("rotor", tls=True) as server:
        authority = server.authority
        assert authority is not None
        assert "PRIVATE KEY" not in authority.read_text()

    assert not authority.exists()


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The files of a user's own authority, certificate and key."""
    signer = trustme.CA()
    made = signer.issue_cert("localhost", "127.0.0.1")
    paths = tmp_path / "authority.pem", tmp_path / "certificate.pem", tmp_path / "key.pem"
    signer.cert_pem.write_to_path(paths[0])
    made.cert_chain_pems[0].write_to_path(paths[1])
    made.private_key_pem.write_to_path(paths[2])
    return paths


def test_an_own_certificate_is_shown(own: tuple[Path, Path, Path]) -> None:
    authority, certificate, key = own
    with mockserver.running("rotor", tls=True, tls_cert=certificate, tls_key=key) as server:
        assert server.authority is None
        assert httpx.get(f"{server.url}/rotor/openapi.json", verify=trusting(authority)).is_success


def encrypted(key: Path) -> Path:
    path = key.with_name("encrypted.pem")
    subprocess.run(["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:x", "-out", path], check=True)
    return path


@pytest.mark.parametrize(
    ("certificate", "key", "said"),
    [
        ("certificate", "none", "No such file"),
        ("key", "certificate", "both are files in PEM"),
        ("certificate", "other", "both are files in PEM"),
        ("certificate", "encrypted", "the key is encrypted; write it decrypted: openssl pkey"),
    ],
)
def test_files_that_are_no_certificate_are_named(
    certificate: str, key: str, said: str, own: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    trustme.CA().issue_cert("localhost").private_key_pem.write_to_path(tmp_path / "other.pem")
    encrypted(own[2])
    files = tmp_path / f"{certificate}.pem", tmp_path / f"{key}.pem"

    with (
        pytest.raises(UsageError) as caught,
        mockserver.running("rotor", tls=True, tls_cert=files[0], tls_key=files[1]),
    ):
        pass

    assert said in str(caught.value)
    assert str(files[1]) in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tls": True, "tls_port": 0}, "leave one of them out"),
        ({"tls": True, "tls_cert": "x.pem"}, "give both"),
        ({"tls_cert": "x.pem", "tls_key": "y.pem"}, "add --tls or --tls-port"),
        ({"tls_port": 70000}, "tls_port"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said), mockserver.running("rotor", **given):  # type: ignore[arg-type]
        pass


def test_a_stalled_handshake_keeps_nobody_waiting(server: Server) -> None:
    port = httpx.URL(server.urls.secure).port
    with socket.create_connection(("127.0.0.1", port or 0), TIMEOUT) as silent:
        silent.sendall(b"\x16\x03\x01")

        assert httpx.get(
            f"{server.urls.secure}/rotor/openapi.json", verify=trusting(server.authority)
        ).is_success
