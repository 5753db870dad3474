"""`$ref`s that lead nowhere, round in a circle, or stand where OpenAPI has none."""

from pathlib import Path
from typing import Any

import pytest

from mockserver.contract import document as documents
from mockserver.contract import tolerance
from tests.contract.mended import GONE, check, document

OK = "responses: {'200': {description: ok}}"
GET = "/paths/~1a/get"


def schemas(text: str) -> str:
    return f"paths: {{}}\ncomponents: {{schemas: {{{text}}}}}"


CASES = {  # text, pointer, what stands there, what is said
    "schema of nowhere": (schemas("A: {$ref: '#/nope'}"), "/components/schemas/A", {}, "$ref #/nope leads nowhere"),
    "schema of elsewhere": (
        schemas("A: {$ref: 'https://a.example/x.json'}"), "/components/schemas/A", {},
        "documents behind URLs are not fetched",
    ),
    "schema of a missing file": (schemas("A: {$ref: gone.yaml}"), "/components/schemas/A", {}, "leads nowhere"),
    "schema that is a text": (schemas("A: {$ref: '#/openapi'}"), "/components/schemas/A", {}, "leads to no schema"),
    "circle": (
        schemas("A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}"),
        "/components/schemas", {"A": {}, "B": {}}, "goes round in a circle",
    ),
    "circle of one": (schemas("A: {$ref: '#/components/schemas/A'}"), "/components/schemas/A", {}, "in a circle"),
    "chain to nowhere": (
        schemas("A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/nope'}"), "/components/schemas/A", {},
        "by way of #/nope",
    ),
    "parameter of nowhere": (
        f"paths: {{/a: {{get: {{parameters: [{{$ref: '#/nope'}}], {OK}}}}}}}", f"{GET}/parameters", [], "leads nowhere",
    ),
    "parameter that cannot be used": (
        (
            f"paths: {{/a: {{get: {{parameters: [{{$ref: '#/components/parameters/P'}}], {OK}}}}}}}\n"
            "components: {parameters: {P: {name: p}}}"
        ),
        f"{GET}/parameters", [], "leads to cannot be used",
    ),
    "response of nowhere": (
        "paths: {/a: {get: {responses: {'200': {$ref: '#/nope'}}}}}", f"{GET}/responses/200", {"description": ""},
        "leads nowhere",
    ),
    "body of nowhere": (
        f"paths: {{/a: {{put: {{requestBody: {{$ref: '#/nope'}}, {OK}}}}}}}", "/paths/~1a/put/requestBody", GONE,
        "leads nowhere",
    ),
    "path item of nowhere": (
        f"paths: {{/a: {{$ref: 'https://a.example/x'}}, /b: {{get: {{{OK}}}}}}}", "/paths/~1a", GONE, "leads nowhere",
    ),
    "header of nowhere": (
        "paths: {/a: {get: {responses: {'200': {description: x, headers: {A: {$ref: '#/nope'}}}}}}}",
        f"{GET}/responses/200/headers/A", {"schema": {}}, "leads nowhere",
    ),
    "operation": (
        f"paths: {{/a: {{get: {{$ref: '#/x-ops/a'}}}}}}\nx-ops: {{a: {{operationId: listA, {OK}}}}}",
        f"{GET}/operationId", "listA", "OpenAPI has no $ref for an operation",
    ),
    "properties": (
        schemas("A: {properties: {$ref: '#/components/schemas/B/properties'}}, B: {properties: {n: {type: string}}}"),
        "/components/schemas/A/properties", {"n": {"type": "string"}}, "no $ref for `properties`",
    ),
    "properties of a schema": (
        schemas("A: {properties: {$ref: '#/components/schemas/B', o: {}}}, B: {properties: {n: {type: string}}}"),
        "/components/schemas/A/properties", {"n": {"type": "string"}, "o": {}}, "no $ref for `properties`",
    ),
    "properties of no schema": (
        schemas("A: {properties: {$ref: '#/components/schemas/B'}}, B: {type: object}"),
        "/components/schemas/A/properties", {}, "there are none at",
    ),
    "components": (
        "paths: {}\ncomponents: {schemas: {$ref: '#/x-schemas'}}\nx-schemas: {A: {type: int}}",
        "/components/schemas", {"A": {"type": "integer"}}, "is read in its place",
    ),
    "what is in itself": (
        "paths: {}\ncomponents: {schemas: {$ref: '#/components/schemas'}}", "/components/schemas", GONE,
        "leads nowhere",
    ),
    "list of parameters": (
        f"paths: {{/a: {{get: {{parameters: {{$ref: '#/x-l'}}, {OK}}}}}}}\nx-l: [{{name: q, in: query, schema: {{}}}}]",
        f"{GET}/parameters/0/name", "q", "is read in its place",
    ),
    "definitions of a schema": (
        schemas("A: {properties: {n: {$ref: '#/$defs/N'}}, $defs: {N: {type: integer}}}"),
        "/components/schemas/A/properties/n", {"$ref": "#/components/schemas/A/$defs/N"},
        "from the schema that holds it",
    ),
    "what a reference alone leads to": (
        schemas("A: {$ref: '#/x-parts/B'}") + "\nx-parts: {B: {maxLength: '5'}}", "/x-parts/B", {"maxLength": 5},
        "read as 5",
    ),
    "below what moved": (
        (
            "paths: {/a: {get: {responses: {4xx: {description: x, content: {a/b: {schema: {type: string}}}}}}}}\n"
            "components: {schemas: {A: {$ref: '#/paths/~1a/get/responses/4xx/content/a~1b/schema'}}}"
        ),
        "/components/schemas/A", {"$ref": "#/paths/~1a/get/responses/4XX/content/a~1b/schema"}, "read as '4XX'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "pointer", "there", "says"), CASES.values(), ids=CASES)
def test_a_reference_costs_what_it_stands_for(text: str, pointer: str, there: Any, says: str) -> None:
    check(document(text, "3.1.0"), pointer, there, says)


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("#pet", "#/components/schemas/Pet"),
        ("https://acme.example/pet", "#/components/schemas/Pet"),
        ("https://acme.example/pet#pet", "#/components/schemas/Pet"),
        ("#node", "#/components/schemas/Tree"),
    ],
)
def test_a_schema_is_found_by_the_names_that_it_gives_itself(reference: str, target: str) -> None:
    found = document(
        schemas(
            f"A: {{$ref: '{reference}'}}, Pet: {{$id: 'https://acme.example/pet', $anchor: pet}}, "
            "Tree: {$dynamicAnchor: node, properties: {kids: {items: {$dynamicRef: '#node'}}}}"
        ),
        "3.1.0",
    )
    mended = tolerance.mend(found)

    assert mended.problems == ()
    assert mended.document.at("/components/schemas/A") == {"$ref": target}
    kids = mended.document.at("/components/schemas/Tree/properties/kids/items")
    assert kids == {"$ref": "#/components/schemas/Tree"}


def test_a_path_item_beside_a_reference_has_both() -> None:
    found = document(f"paths: {{/a: {{$ref: '#/x-a', put: {{{OK}}}}}}}\nx-a: {{get: {{{OK}}}}}")

    assert set(tolerance.mend(found).document.at("/paths/~1a")) == {"get", "put"}


def test_faults_in_files_are_told_of_the_files_and_their_lines(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a: {get: {$ref: parts/a.yaml}}\n"
    )
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.yaml").write_text(
        "responses:\n  '200':\n    description: ok\n    content: {a/b: {schema: {$ref: 'b.json#/B'}}}\n"
    )
    (tmp_path / "parts" / "b.json").write_text('{\n\t"B": {\n\t\t"maximum": "5",\n"$ref": 5}\n}')
    mended = tolerance.mend(documents.load(tmp_path / "acme.yaml"))
    told = {(Path(problem.file).name, problem.line, problem.pointer) for problem in mended.problems}

    assert told == {("acme.yaml", 4, "/paths/~1a/get"), ("b.json", 3, "/B/maximum"), ("b.json", 4, "/B/$ref")}
    assert "parts" not in "".join(problem.message for problem in mended.problems)
    assert any("a.yaml" in problem.message for problem in mended.problems)


def test_schemas_that_all_refer_to_each_other_are_visited_once() -> None:
    ring = ", ".join(
        f"S{n}: {{properties: {{n: {{$ref: '#/components/schemas/S{(n + 1) % 3000}'}}}}}}"
        for n in range(3000)
    )

    assert tolerance.mend(document(schemas(ring))).problems == ()
