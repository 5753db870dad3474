"""The servers that ours is compared with: how each is installed, what it is started with, how it is asked."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from peer_document import document, rows

HERE = Path(__file__).parent
HOME = HERE.parent / ".venvs" / "peers"
MODULES = HOME / "node_modules"


@dataclass(frozen=True, slots=True)
class Files:
    """What peers are started with, in a folder of the run."""

    document: Path
    rows: Path
    tables: Path  # as json-server has them
    stubs: Path  # a folder, as WireMock has it


@dataclass(frozen=True, slots=True)
class Peer:
    """Another server.

    Attributes:
        packages: What is installed of it, from npm, or from PyPI where there is `python`.
        command: The program and its arguments.
        page: How its lists are asked for, where not as the document says.
        refuses: The status of a request that the document does not allow; None for who looks at none.
        root: Before each path.
        first: The key of a row that it has.
        needs: What else has to be installed.
    """

    packages: tuple[str, ...]
    command: Callable[[Files, int], Sequence[str]]
    page: str = "limit=50&offset={start}"
    refuses: int | None = None
    root: str = ""
    first: str = "00000000-0000-4000-8000-000000000001"
    python: bool = False


def node(script: str, *arguments: str) -> list[str]:
    """A command of what npm has installed."""
    return ["node", str(MODULES / script), *arguments]


PYTHON = str(HOME / "python" / "bin" / "python")
PEERS: Mapping[str, Peer] = {
    "mockserver": Peer(
        (),
        lambda files, port: [sys.executable, "-m", "mockserver", "serve", str(files.document), "--quiet", "--rows",
                             "1000", "--port", str(port)],
        refuses=400, root="/document", first="",
    ),
    "fastapi": Peer(
        ("fastapi==0.165.0", "pydantic[email]==2.14.4", "uvicorn[standard]==0.54.0"),
        lambda files, port: [PYTHON, str(HERE / "peers" / "fastapi_app.py"), str(files.rows), str(port)],
        refuses=422, python=True,
    ),
    "connexion": Peer(  # the one that the project is built on, as it comes
        (),
        lambda files, port: [sys.executable, str(HERE / "peers" / "connexion_app.py"), str(files.document),
                             str(files.rows), str(port)],
        refuses=400,
    ),
    "prism": Peer(
        ("@stoplight/prism-cli@5.16.0",),
        lambda files, port: node("@stoplight/prism-cli/dist/index.js", "mock", str(files.document), "-p", str(port)),
        refuses=400,
    ),
    "openapi-backend": Peer(
        ("openapi-backend@5.21.2",),
        lambda files, port: ["node", str(HERE / "peers" / "openapi_backend.mjs"), str(HOME), str(files.document),
                             str(port)],
        refuses=400,
    ),
    "mockoon": Peer(
        ("@mockoon/cli@9.9.0",),
        lambda files, port: node("@mockoon/cli/bin/run.js", "start", "--data", str(files.document), "--port", str(port),
                                 "--disable-log-to-file"),
    ),
    "json-server": Peer(
        ("json-server@0.17.4",),
        lambda files, port: node("json-server/lib/cli/bin.js", "--quiet", "--port", str(port), str(files.tables)),
        page="_limit=50&_start={start}",
    ),
    "wiremock": Peer(
        ("wiremock@3.13.2",),
        lambda files, port: ["java", "-jar", str(next(MODULES.glob("wiremock/**/*.jar"), "wiremock.jar")), "--port",
                             str(port), "--root-dir", str(files.stubs), "--disable-banner", "--no-request-journal"],
    ),
}  # fmt: skip


def install(names: Sequence[str]) -> None:
    """Install what is missing of the peers."""
    told, wanted = HOME / ".installed", "\n".join(word for name in names for word in PEERS[name].packages)
    known = told.read_text("utf-8").splitlines() if told.exists() else []
    if set(wanted.splitlines()) <= set(known):
        return
    HOME.mkdir(parents=True, exist_ok=True)
    npm = [word for name in names for word in PEERS[name].packages if not PEERS[name].python]
    pip = [word for name in names for word in PEERS[name].packages if PEERS[name].python]
    if npm:
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(HOME), *npm], check=True
        )
    if pip:
        subprocess.run([sys.executable, "-m", "venv", str(HOME / "python")], check=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "-qq", "--no-input", *pip], check=True)
    told.write_text("\n".join({*known, *wanted.splitlines()}), "utf-8")


def written(folder: Path) -> Files:
    """What peers are started with."""
    files = Files(folder / "document.json", folder / "rows.json", folder / "tables.json", folder / "stubs")
    files.document.write_bytes(orjson.dumps(document()))
    files.rows.write_bytes(orjson.dumps(rows()))
    files.tables.write_bytes(orjson.dumps({"customers": rows()}))
    (files.stubs / "mappings").mkdir(parents=True)
    for number, stub in enumerate(stubs()):
        (files.stubs / "mappings" / f"{number}.json").write_bytes(orjson.dumps(stub))
    return files


def stubs() -> Iterator[dict[str, Any]]:
    """The document's examples, as WireMock is told of them."""
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            status, response = next(iter(operation["responses"].items()))
            pattern = path.replace("{id}", "[^/]+")
            yield {
                "request": {"method": method.upper(), "urlPathPattern": pattern},
                "response": {
                    "status": int(status),
                    "jsonBody": response["content"]["application/json"]["example"],
                    "headers": {"Content-Type": "application/json"},
                },
            }
