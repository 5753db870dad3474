"""What the vocabulary refuses, and where its blocks may stand."""

import pytest

from mockserver.contract import vocabulary
from mockserver.errors import SpecError
from tests.builders import compiled, load, problems_of
from tests.contract.mock_texts import operation, parameter, schema


@pytest.mark.parametrize(
    ("text", "unknown", "near"),
    [
        ("x-mock: {resuorces: {}}", "resuorces", "resources"),
        ("x-mock: {parameters: {undeclard: ignore}}", "undeclard", "undeclared"),
        ("x-mock: {resources: {a: {uniqe: []}}}", "uniqe", "unique"),
        (
            "x-mock: {resources: {a: {unique: [{fields: [x], ignorecase: true}]}}}",
            "ignorecase",
            "ignore_case",
        ),
        (
            "x-mock: {resources: {a: {related: {b: {resource: a, by: x, ondelete: keep}}}}}",
            "ondelete",
            "on_delete",
        ),
        ("x-mock: {pagination: {p: {style: page, sise: 3}}}", "sise", "size"),
        ("x-mock: {limits: {policy: {}}}", "policy", "policies"),
        ("x-mock: {limits: {policies: {a: {rate: 1/minute, windw: fixed}}}}", "windw", "window"),
        ("x-mock: {limits: {headers: {retry-after: x}}}", "retry-after", "retry_after"),
        ("x-mock: {idempotency: {tll: 3}}", "tll", "ttl"),
        ("x-mock: {errors: {conflict: {statsu: 409}}}", "statsu", "status"),
        (
            "x-mock: {variants: {a: {descripton: x, description: y, actions: [{target: $}]}}}",
            "descripton",
            "description",
        ),
        ("x-mock: {variants: {a: {description: x, actions: [{target: $, updat: 1}]}}}", "updat", "update"),
        (operation("x-mock: {behavior: list}"), "behavior", "behaviour"),
        (operation("x-mock: {idempotency: {kee: x}}"), "kee", "key"),
        (operation("x-mock: {guards: [{error: conflict, wenn: {}}]}"), "wenn", "when"),
        (operation("x-mock: {errors: {conflict: {exampel: a}}}"), "exampel", "example"),
        (parameter("{filtr: {}}"), "filtr", "filter"),
        (parameter("{filter: {ignorecase: true}}"), "ignorecase", "ignore_case"),
        (parameter("{sort: {directions: {}}}"), "directions", "direction"),
        (schema("{feild: x}"), "feild", "field"),
        (
            "components: {schemas: {A: {allOf: [{items: {properties: {c: {x-mock: {cuont: x}}}}}]}}}",
            "cuont",
            "count",
        ),
        ("components: {responses: {A: {description: x, x-mock: {heads: {}}}}}", "heads", "headers"),
        (
            "components: {responses: {A: {content: {a/b: {schema: {properties: {c: {x-mock: {extnd: true}}}}}}}}}",
            "extnd",
            "extend",
        ),
        (
            "components: {securitySchemes: {A: {type: http, scheme: bearer, x-mock: {prefx: x}}}}",
            "prefx",
            "prefix",
        ),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_an_unknown_key_gets_a_suggestion_at_every_place(text: str, unknown: str, near: str) -> None:
    (problem,) = [found for found in problems_of(text) if unknown in found.message]

    assert problem.message == f"x-mock: unknown key {unknown!r}; did you mean {near!r}?"
    assert problem.pointer.endswith(f"/{unknown}")
    assert problem.line


def test_an_unknown_key_without_a_near_one_gets_the_known_ones() -> None:
    (problem,) = problems_of("paths: {}\nx-mock: {idempotency: {zzz: 1}}")

    assert problem.message == "x-mock: unknown key 'zzz'; known here: key, ttl"


def test_every_unknown_key_is_reported() -> None:
    found = problems_of("paths: {}\nx-mock: {uno: 1, dos: 2, idempotency: {tres: 3}}")

    assert {problem.pointer for problem in found} == {
        "/x-mock/uno",
        "/x-mock/dos",
        "/x-mock/idempotency/tres",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (operation("x-mock: {behaviour: lits}"), "'lits' is not known here; did you mean 'list'?"),
        (parameter("{filter: {op: equals}}"), "'equals' is not known here; known here: eq, ne, contains"),
        ("x-mock: {errors: {conflict: 200}}", "200 is less than the minimum of 400"),
        ("x-mock: {messages: {a: 3}}", 'is not of type "string" or 3 is not of type "object"'),
        ("x-mock: {resources: []}", 'is not of type "object"'),
        ("x-mock: 3", 'is not of type "object"'),
        (
            operation("x-mock: {parameters: {undeclered: refuse}}"),
            '"refuse" is not of type "object"; did you mean \'undeclared\'?',
        ),
        (
            operation("x-mock: {parameters: {zzz: 4}}"),
            '4 is not of type "object"; keys known here: undeclared, repeated, read_only, max_body',
        ),
        ("x-mock: {variants: {a: {description: x}}}", '"actions" is a required property'),
        (
            f"x-mock: {{resources: {{a: {{rows: {{count: {10**30}}}}}}}}}",
            "is greater than the maximum of 100000",
        ),
        ("x-mock: {resources: {a: {rows: {count: 1.0e+308}}}}", "is greater than the maximum of 100000"),
        (f"x-mock: {{pagination: {{p: {{style: page, size: {10**30}}}}}}}", "is greater than the maximum of"),
        (
            operation("x-mock: {guards: [{error: conflict, phone: $request.body}]}", "post"),
            '"country" is a required property',
        ),
    ],
)
def test_a_value_that_the_vocabulary_does_not_have_is_reported(text: str, says: str) -> None:
    assert any(says in problem.message for problem in problems_of(text))


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("servers: [{url: /a, x-mock: {behaviour: list}}]", "/servers/0/x-mock"),
        (
            operation("requestBody: {x-mock: {field: a}, content: {}}", "post"),
            "/paths/~1orders/post/requestBody/x-mock",
        ),
        ("tags: [{name: a, x-mock: {}}]", "/tags/0/x-mock"),
        ("components: {x-mock: {}}", "/components/x-mock"),
        ("components: {examples: {a: {x-mock: {}}}}", "/components/examples/a/x-mock"),
    ],
)
def test_a_block_where_it_means_nothing_is_reported(text: str, pointer: str) -> None:
    (problem,) = [found for found in problems_of(text) if "nothing is known here" in found.message]

    assert problem.pointer == pointer


def test_what_an_operation_does_is_said_at_no_path() -> None:
    (problem,) = problems_of("paths: {/a: {x-mock: {behaviour: list}}}")

    assert problem.pointer == "/paths/~1a/x-mock/behaviour"
    assert problem.message == "x-mock: unknown key 'behaviour'; known here: parameters"


@pytest.mark.parametrize("text", ["x-mock: []", "x-mock: {variants: {a: 3}}"])
def test_a_block_of_a_wrong_shape_is_a_problem_and_no_traceback(text: str) -> None:
    for variants in ((), ("a",)):
        with pytest.raises(SpecError) as caught:
            compiled(text, variants=variants)

        assert all(problem.line for problem in caught.value.problems)


def test_a_key_of_a_map_may_be_called_as_an_extension() -> None:
    blocks = list(
        vocabulary.blocks(load("components: {schemas: {A: {properties: {x-b: {x-mock: {field: a}}}}}}").data)
    )

    assert blocks == [("schema", "/components/schemas/A/properties/x-b/x-mock", {"field": "a"})]
