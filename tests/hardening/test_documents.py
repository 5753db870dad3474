"""A document of any size and shape is served or refused within seconds, in lines, within bounded memory."""

import gc
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mockserver

LARGEST = 1 << 30  # bytes that a process of these tests may have
SECONDS = (
    10  # of CPU time: an idle core takes under 2, a loaded one thrice that; what doubles at each level, hours
)
LONGEST_REPLY = 1 << 18  # bytes
HEAD: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}}
YAML = "openapi: 3.1.0\ninfo: {title: Acme, version: '1'}\n"
PATHS = "paths: {/a: {get: {responses: {'200': {description: ok}}}}}\n"
ANSWERING = """
import json, pathlib, sys, time
import mockserver
from mockserver.cli.lint import problems_in
from mockserver.exchange import Request
from mockserver.settings import from_environment

def answers(path):
    app = mockserver.create_app([path])
    (vendor,) = app.vendors.values()
    for operation in vendor.contract.operations:
        body = b"{}" if operation.method == "POST" else b""
        target = f"/{vendor.name}/a".encode()
        reply = app.respond(Request(operation.method, target, b"", {b"content-type": b"application/json"}, body))
        yield reply.status, len(reply.body)

for path in sys.argv[1:]:
    print(json.dumps({"name": pathlib.Path(path).name}), flush=True)
    began, told = time.process_time(), {"refused": "", "answers": []}
    try:
        told["answers"] = list(answers(path))
    except mockserver.MockserverError as error:
        told["refused"] = str(error)
    told["seconds"], began = time.process_time() - began, time.process_time()
    told["lines"] = [str(problem) for problem in problems_in(path, from_environment())]
    print(json.dumps({**told, "linted": time.process_time() - began}), flush=True)
"""


def api(schema: Any, **components: Any) -> str:
    """A document whose bodies are of a schema."""
    content = {"content": {"application/json": {"schema": schema}}}
    operations = {
        "get": {"responses": {"200": {"description": "ok", **content}}},
        "post": {"requestBody": content, "responses": {"201": {"description": "ok"}}},
    }
    return json.dumps({**HEAD, "paths": {"/a": operations}, "components": {"schemas": components}})


def ref(number: int) -> dict[str, str]:
    """A reference to the schema of a number."""
    return {"$ref": f"#/components/schemas/S{number}"}


def chain(length: int, link: Any, last: Any) -> str:
    """A document of schemas each of which is made of the next."""
    return api(ref(0), **{f"S{each}": link(ref(each + 1)) for each in range(length)}, **{f"S{length}": last})


def nested(levels: int, begin: str, end: str) -> str:
    """A document with a schema in another in another."""
    return api(0).replace('"schema": 0', '"schema": ' + begin * levels + "true" + end * levels)


def having(**root: Any) -> str:
    """A document with more at its root."""
    return json.dumps(
        {**HEAD, "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}}, **root}
    )


def owning(*parts: Any) -> dict[str, Any]:
    """Objects in which a member has to be."""
    return {"allOf": [{"type": "object", "required": ["a"], "properties": {"a": part}} for part in parts]}


HUNDREDS: Any = {"type": "string"}
for _ in range(5):
    HUNDREDS = {"type": "array", "minItems": 100, "items": HUNDREDS}
TEXT = {"type": "string"}
INFINITE = [
    ("minimum", "number", ""), ("maximum", "number", "-"), ("multipleOf", "number", ""), ("minLength", "string", ""),
    ("maxItems", "array", ""), ("minProperties", "object", ""),
]  # fmt: skip
DOCUMENTS = {
    "aliases.yaml": YAML
    + "x-0: &x0 [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"x-{n}: &x{n} [{','.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 10))
    + PATHS,
    "merged.yaml": YAML
    + "x-0: &x0 {a: 1}\n"
    + "".join(f"x-{n}: &x{n} {{<<: [*x{n - 1}, *x{n - 1}], k{n}: *x{n - 1}}}\n" for n in range(1, 40))
    + PATHS,
    "itself.yaml": YAML + "x-a: &a [*a]\n" + PATHS,
    "brackets.yaml": YAML + "x-a: " + "[" * 30_000 + "]" * 30_000,
    "brackets.json": '{"openapi": ' + "[" * 30_000 + "]" * 30_000 + "}",
    "braces.yaml": YAML + "x-a: " + "{a: " * 30_000,
    "dashes.yaml": YAML + "x-a:\n " + "- " * 30_000 + "x\n",
    "questions.yaml": YAML + "x-a:\n " + "? " * 30_000 + "x\n",
    "digits.json": api({"type": "integer", "minimum": 10**4000}),
    "more-digits.yaml": YAML + "x-a: " + "9" * 5000 + "\n" + PATHS,
    "levels.json": nested(900, '{"type": "array", "items": ', "}"),
    "members.json": nested(900, '{"required": ["a"], "properties": {"a": ', "}}"),
    "nots.json": nested(150, '{"not": ', "}"),
    "doubled-all.json": chain(30, lambda next_: {"allOf": [next_, next_]}, TEXT),
    "doubled-any.json": chain(30, lambda next_: {"anyOf": [next_, next_]}, TEXT),
    "doubled-one.json": chain(30, lambda next_: {"oneOf": [next_, next_]}, TEXT),
    "doubled-if.json": chain(30, lambda next_: {"if": next_, "then": next_}, TEXT),
    "doubled-members.json": chain(30, lambda next_: owning(next_, next_), TEXT),
    "two-members.json": chain(30, lambda next_: {"required": ["a", "b"], "properties": {"a": next_, "b": next_}}, TEXT),
    "wide.json": chain(5, lambda next_: {"allOf": [next_] * 100}, TEXT),
    "chain.json": chain(1500, lambda next_: next_, TEXT),
    "chain-all.json": chain(1500, lambda next_: {"allOf": [next_]}, TEXT),
    "chain-members.json": chain(1500, owning, TEXT),
    "chain-all-round.json": chain(1500, lambda next_: {"allOf": [next_]}, {"properties": {"a": ref(0)}}),
    "doubled-round.json": chain(
        30, lambda next_: {"anyOf": [next_, {"allOf": [next_]}]}, {"properties": {"a": ref(0)}}
    ),
    "many-items.json": api({"type": "array", "minItems": 1_000_000, "items": TEXT}),
    "endless-items.json": api({"type": "array", "minItems": 10**30, "uniqueItems": True}),
    "many-members.json": api({"type": "object", "minProperties": 1_000_000}),
    "many-within.json": api({"type": "array", "contains": TEXT, "minContains": 1_000_000}),
    "hundreds.json": api(HUNDREDS),
    "letters.json": api({"type": "string", "minLength": 10**9}),
    "pattern.json": api({"type": "string", "pattern": "^(a{1000}){1000}$"}),
    "backtracking.json": api({"type": "string", "pattern": "^(a+)+$", "minLength": 5000}),
    "patterns.json": api({"properties": {f"p{n}": {"pattern": f"^a{{1,{n}}}$"} for n in range(4500, 5000)}}),
    "ring.json": api({"oneOf": [ref(n) for n in range(1500)]}, **{
        f"S{n}": {"type": "object", "properties": {"a": TEXT, "n": ref((n + 1) % 1500)}} for n in range(1500)}),
    **{
        f"infinite-{name}.json": api({"type": kind, name: 1}).replace(f'"{name}": 1', f'"{name}": {sign}1e400')
        for name, kind, sign in INFINITE
    },
    "properties.json": api({"properties": {f"p{n}": TEXT for n in range(100_000)}}),
    "named-as-data.json": api({"properties": {"examples": {"properties": {f"p{n}": TEXT for n in range(30_000)}}}}),
    "servers.json": having(servers=[{"url": f"https://a{n}.example/v{n}"} for n in range(100_000)]),
    "tags.json": having(tags=[{"name": str(n)} for n in range(30_000)]),
    "routes.json": having(
        servers=[{"url": f"/v{n}"} for n in range(1000)],
        paths={f"/a{n}": {"get": {"responses": {"200": {"description": "ok"}}}} for n in range(1000)},
    ),
    "repeated.json": having()[:-1] + "".join(f', "x-{n % 20_000}": 1' for n in range(40_000)) + "}",
    "tree.json": api(
        ref(0), S0={"type": "object", "required": ["l", "r"], "properties": {"l": ref(0), "r": ref(0)}}
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of each document, in one process that has little memory; what was said last is about the last."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))

    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text)
    paths = [str(folder / name) for name in DOCUMENTS]
    ran = subprocess.run(
        [sys.executable, "-c", ANSWERING, *paths],
        capture_output=True, text=True, timeout=300, check=False, preexec_fn=bound, errors="replace",
    )  # fmt: skip
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    found = {name["name"]: result for name, result in zip(told[::2], told[1::2], strict=False)}
    if ran.returncode:
        found[told[-1]["name"] if len(told) % 2 else "the end"] = ran.stderr[-2000:]
    assert "Traceback" not in ran.stderr, ran.stderr[-3000:]
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_served_or_refused_in_no_time(outcomes: dict[str, Any], name: str) -> None:
    found = outcomes[name]

    assert isinstance(found, dict), found
    assert found["seconds"] < SECONDS
    assert found["linted"] < SECONDS
    assert "\n" not in found["refused"]
    assert found["refused"] or {status for status, _ in found["answers"]} <= {200, 201, 204, 400}
    assert all(size < LONGEST_REPLY for _, size in found["answers"])


@pytest.mark.parametrize("collects", [True, False])
def test_garbage_is_looked_for_again_when_a_document_is_served_or_refused(
    tmp_path: Path, *, collects: bool
) -> None:
    (tmp_path / "served.json").write_text(api(TEXT))
    (tmp_path / "refused.json").write_text("{")
    (gc.enable if collects else gc.disable)()
    try:
        mockserver.create_app([str(tmp_path / "served.json")])
        assert gc.isenabled() is collects
        with pytest.raises(mockserver.MockserverError):
            mockserver.create_app([str(tmp_path / "refused.json")])
        assert gc.isenabled() is collects
    finally:
        gc.enable()
