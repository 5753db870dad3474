"""Operations that cannot be served, and documents of which nothing can: what is answered, said and refused."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import mockserver
from mockserver.cli.main import main
from mockserver.cli.problems import announced
from mockserver.exchange import Reply, Request
from mockserver.validation import schema as schemas

HEAD = "openapi: 3.0.3\ninfo: {title: Acme, version: '1'}\n"
OK = "responses: {'200': {description: ok}}"
TEXT = HEAD + f"paths:\n  /a: {{get: {{$ref: gone.yaml}}}}\n  /b: {{get: {{{OK}}}, put: 3}}\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "acme.yaml"
    path.write_text(TEXT)
    return path


def ask(app: mockserver.MockApp, method: str, target: str) -> Reply:
    return app.respond(Request(method, target.encode(), b"", {}))


def test_an_operation_that_cannot_be_served_says_why_and_the_others_are_served(path: Path) -> None:
    app = mockserver.create_app([str(path)])
    refused = ask(app, "GET", "/acme/a")

    assert refused.status == 501
    assert dict(refused.headers)[b"content-type"] == b"application/problem+json"
    detail = orjson.loads(refused.body)["detail"]
    assert detail.startswith("GET /a cannot be served: $ref gone.yaml leads nowhere")
    assert ask(app, "PUT", "/acme/b").status == 501
    assert ask(app, "GET", "/acme/b").status == 200
    assert ask(app, "POST", "/acme/a").status == 405
    assert [problem.line for problem in app.vendors["acme"].problems] == [4, 5]


def test_an_operation_that_declares_nothing_but_another_protocol_is_not_served(tmp_path: Path) -> None:
    """A 101 cannot be sent, and no other status is declared; beside one, that one is answered."""
    text = "paths:\n  /ws: {get: {operationId: ws, responses: {'101': {description: switch}}}}\n"
    text += "  /both: {get: {responses: {'101': {description: switch}, '400': {description: no}}}}\n"
    (tmp_path / "acme.yaml").write_text(HEAD + text)
    app = mockserver.create_app([str(tmp_path / "acme.yaml")])

    assert ask(app, "GET", "/acme/both").status == 400
    refused = ask(app, "GET", "/acme/ws")
    assert refused.status == 501
    assert orjson.loads(refused.body)["detail"].startswith("ws cannot be served: all that it declares is 101")
    (problem,) = app.vendors["acme"].problems
    assert (problem.line, problem.rule) == (4, "status")


def test_the_published_document_marks_what_is_not_served(path: Path) -> None:
    """A tool that reads it learns of the 501, and why."""
    app = mockserver.create_app([str(path)])
    with TestClient(app) as client:
        paths = client.get("/acme/openapi.json").json()["paths"]

    assert "leads nowhere" in paths["/a"]["get"]["responses"]["501"]["description"]
    assert "501" in paths["/b"]["put"]["responses"]
    assert list(paths["/b"]["get"]["responses"]) == ["200"]


def test_a_schema_that_no_validator_takes_costs_its_operation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "acme.yaml"
    body = "requestBody: {content: {application/json: {schema: {title: Bad}}}}"
    path.write_text(HEAD + f"paths:\n  /a: {{post: {{{body}, {OK}}}}}\n  /b: {{get: {{{OK}}}}}\n")
    make = schemas.SchemaCompiler.validator

    def refusing(self: schemas.SchemaCompiler, schema: object, *rest: object) -> schemas.Validator:
        if isinstance(schema, dict) and schema.get("title") == "Bad":
            raise schemas.SchemaError("it is none")
        return make(self, schema, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(schemas.SchemaCompiler, "validator", refusing)
    app = mockserver.create_app([str(path)])

    assert ask(app, "POST", "/acme/a").status == 501
    (problem,) = app.vendors["acme"].problems
    assert (problem.line, problem.severity) == (4, "warning")
    assert problem.message == "POST /a: it is none; it answers 501"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("paths: {/a: {get: 3}}", "none of its operations can be served; the last one: .*3 is no operation"),
        ("webhooks: {a: {post: {}}}\npaths: {}", "this document has webhooks alone, calls that others make"),
    ],
)
def test_a_document_of_which_nothing_can_be_served_is_refused_in_one_line(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(HEAD + text)

    with pytest.raises(mockserver.SpecError, match=says) as refused:
        mockserver.create_app([str(path)])
    assert "\n" not in str(refused.value)


def test_strict_refuses_what_would_be_served(path: Path) -> None:
    with pytest.raises(mockserver.SpecError) as refused:
        mockserver.create_app([str(path)], strict=True)

    assert str(refused.value).count("answers 501") == 2
    with pytest.raises(mockserver.SpecError), mockserver.running(str(path), strict=True):
        pass


def test_strict_refuses_an_example_that_would_be_mended(tmp_path: Path) -> None:
    media = "{application/json: {schema: {type: integer}, example: one}}"
    path = tmp_path / "acme.yaml"
    path.write_text(
        f"{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: a, content: {media}}}}}}}}}}}"
    )

    assert ask(mockserver.create_app([str(path)]), "GET", "/acme/a").status == 200
    with pytest.raises(
        mockserver.SpecError, match=r"acme.yaml:3: this example breaks its schema, and is mended"
    ):
        mockserver.create_app([str(path)], strict=True)


@pytest.mark.parametrize("command", ["serve", "fuzz"])
def test_strict_is_an_option_and_a_variable(path: Path, command: str) -> None:
    for options, environment in ((["--strict"], {}), ([], {"MOCKSERVER_STRICT": "1"})):
        arguments = [
            command,
            str(path),
            *options,
            *(["--max-examples", "1"] if command == "fuzz" else ["--port", "0"]),
        ]
        result = CliRunner(env=environment).invoke(main, arguments)

        assert result.exit_code == 2
        assert "leads nowhere" in result.output


def test_lint_says_the_same_as_errors(path: Path) -> None:
    served = {problem.message for problem in mockserver.create_app([str(path)]).vendors["acme"].problems}
    result = CliRunner().invoke(main, ["lint", str(path), "--json"])
    (document,) = orjson.loads(result.output)["documents"]

    assert {problem["message"] for problem in document["problems"]} >= served
    assert {problem["severity"] for problem in document["problems"]} == {"error"}


def test_at_start_each_kind_of_fault_is_told_once_and_each_operation_that_is_not_served(
    tmp_path: Path,
) -> None:
    path = tmp_path / "acme.yaml"
    several = "".join(f"  /{n}: {{get: {{responses: {{4xx: {{description: x}}}}}}}}\n" for n in range(3))
    path.write_text(f"{TEXT}{several}")
    problems = mockserver.create_app([str(path)]).vendors["acme"].problems
    lines = list(announced(problems, str(path)))

    assert len(lines) == 4
    assert sum("answers 501" in line for line in lines) == 2
    assert lines[-2].endswith("and 2 more of this kind")
    assert lines[-1] == f"mockserver lint {path} tells all 5"


def test_documents_in_order_are_announced_without_a_word() -> None:
    assert list(announced([], "acme.yaml")) == []
