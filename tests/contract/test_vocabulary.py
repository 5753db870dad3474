"""What the vocabulary refuses, where it may stand, and names that lead nowhere."""

import pytest

from mockserver.contract import vocabulary
from mockserver.errors import SpecError
from tests.builders import compiled, load, problems_of

OPERATION = """
x-mock:
  resources:
    orders: {{related: {{lines: {{resource: lines, by: order_id}}}}, references: {{customer_id: customers}}}}
    lines: {{}}
    customers: {{}}
  pagination: {{pages: {{style: page}}, keys: {{style: keyset}}}}
  limits: {{policies: {{calm: {{rate: 1/minute}}}}}}
  errors: {{too_late: 409}}
paths:
  /orders:
    {method}:
      {rest}
      responses: {{'200': {{description: ok}}}}
"""


def operation(rest: str, method: str = "get") -> str:
    return OPERATION.format(rest=rest, method=method)


def parameter(mock: str, rest: str = "x-mock: {behaviour: list, resource: orders, pagination: pages}") -> str:
    return operation(
        f"parameters: [{{name: q, in: query, schema: {{type: string}}, x-mock: {mock}}}]\n      {rest}"
    )


def schema(mock: str) -> str:
    return f"paths: {{}}\ncomponents: {{schemas: {{Order: {{properties: {{total: {{x-mock: {mock}}}}}}}}}}}"


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
        ("x-mock: {variants: {a: {description: x}}}", '"actions" is a required property'),
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
        ("paths: {/a: {x-mock: {behaviour: list}}}", "/paths/~1a/x-mock"),
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


@pytest.mark.parametrize(
    "text",
    [
        "paths: [1]",
        "paths: {/a: {get: 3}}",
        "paths: {/a: {get: }}",
        "paths: {/a: {get: {responses: [1]}}}",
        "paths: {/a: {get: {responses: {200: {description: x, content: 3}}}}}",
        "paths: {/a: {get: {parameters: 3, responses: {}}}}",
        "paths: {/a: {parameters: {}}}",
        "components: 3",
        "components: {schemas: {A: {properties: [1]}}}",
        "security: 3",
        "security: [3]",
        "servers: [3]",
        "x-mock: []",
        "x-mock: {variants: {a: 3}}",
    ],
)
def test_a_node_of_a_wrong_shape_is_a_problem_and_no_traceback(text: str) -> None:
    for variants in ((), ("a",)):
        with pytest.raises(SpecError) as caught:
            compiled(text, variants=variants)

        assert all(problem.line for problem in caught.value.problems)


def test_a_key_of_a_map_may_be_called_as_an_extension() -> None:
    blocks = list(
        vocabulary.blocks(load("components: {schemas: {A: {properties: {x-b: {x-mock: {field: a}}}}}}").data)
    )

    assert blocks == [("schema", "/components/schemas/A/properties/x-b/x-mock", {"field": "a"})]


# Names


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "x-mock: {resources: {orders: {references: {a: order}}}}",
            "unknown resource 'order'; did you mean 'orders'?",
        ),
        ("x-mock: {resources: {a: {related: {b: {resource: c, by: x}}}}}", "unknown resource 'c'; known: a"),
        (
            "x-mock: {resources: {a: {unique: [{fields: [x], error: conflit}]}}}",
            "unknown kind of error 'conflit'; did you mean 'conflict'?",
        ),
        ("x-mock: {limits: {default: [calm]}}", "unknown limit policy 'calm'; known: none"),
        ("x-mock: {errors: {conflict: {response: Nope}}}", "unknown response 'Nope'; known: none"),
        ("x-mock: {errors: {own_kind: {example: a}}}", "the kind of error 'own_kind' needs a `status`"),
        (
            operation("x-mock: {behaviour: list, resource: order}"),
            "unknown resource 'order'; did you mean 'orders'?",
        ),
        (operation("x-mock: {behaviour: list}"), "behaviour 'list' needs a `resource`"),
        (
            operation("x-mock: {behaviour: list, resource: orders, pagination: page}"),
            "unknown pagination 'page'; did you mean 'pages'?",
        ),
        (operation("x-mock: {limits: [clam]}"), "unknown limit policy 'clam'; did you mean 'calm'?"),
        (operation("security: [{key: []}]"), "unknown security scheme 'key'; known: none"),
        (operation("x-mock: {idempotency: true}"), "the root's `idempotency` has to say where the `key` is"),
        (
            operation("x-mock: {behaviour: clone, resource: orders, copy_related: [line]}", "post"),
            "unknown relation 'line'; did you mean 'lines'?",
        ),
        (
            operation("x-mock: {behaviour: create, resource: orders, guards: [{error: to_late}]}", "post"),
            "unknown kind of error 'to_late'; did you mean 'too_late'?",
        ),
        (
            operation("x-mock: {behaviour: get, resource: orders, where: {}}"),
            "'where' means nothing to 'get'; it is for list",
        ),
        (
            operation("x-mock: {behaviour: list, resource: orders, existing: return}"),
            "'existing' means nothing to 'list'; it is for create",
        ),
        (
            operation("x-mock: {set: {a: 1}}"),
            "'set' means nothing to 'respond'; it is for create, upsert, update, clone",
        ),
        (parameter("{filter: {related: line}}"), "unknown relation 'line'; did you mean 'lines'?"),
        (parameter("{error: to_late}"), "unknown kind of error 'to_late'; did you mean 'too_late'?"),
        (parameter("{page: after}"), "`page: after` has no part in pages of style 'page'"),
        (
            parameter("{page: size}", "x-mock: {behaviour: list, resource: orders}"),
            "`page: size` has no part in GET /orders, which has no `pagination`",
        ),
        (
            parameter("{sort: {values: {}}}", ""),
            "`sort` has an effect in lists alone, and GET /orders is none",
        ),
        (schema("{count: lines}"), "unknown relation 'lines'; known: none"),
        (schema("{values: lines.state}"), "unknown relation 'lines'; known: none"),
        (schema("{parent: order_id.email}"), "unknown reference 'order_id'; known: none"),
        (schema("{error: to_late}"), "unknown kind of error 'to_late'"),
        (
            operation("parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/Gone'}}]"),
            "$ref #/components/schemas/Gone leads nowhere",
        ),
        (
            "components: {schemas: {A: {properties: {b: {items: {$ref: '#/components/schemas/Gone'}}}}}}",
            "$ref #/components/schemas/Gone leads nowhere",
        ),
        (
            "components: {schemas: {A: {$ref: 'https://acme.example/a.yaml#/A'}}}",
            "$ref https://acme.example/a.yaml#/A leads nowhere",
        ),
        (
            "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}",
            "$ref #/components/schemas/B leads nowhere",
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_reported_with_the_nearest(text: str, says: str) -> None:
    whole = text if "paths" in text else f"paths: {{}}\n{text}"
    found = problems_of(whole)

    assert any(problem.severity == "error" and says in problem.message for problem in found), found


@pytest.mark.parametrize(
    "text", ["{", "a } b", "{0}", "{}", "{field.name}", "{field[0]}", "{limit:d}", "{value!r}"]
)
def test_a_message_that_cannot_be_filled_is_refused(text: str) -> None:
    (problem,) = problems_of(f"paths: {{}}\nx-mock: {{messages: {{type: {{msg: '{text}'}}}}}}")

    assert "has a brace that is no placeholder" in problem.message
    assert problem.pointer == "/x-mock/messages/type"


@pytest.mark.parametrize("text", ["{field} {unknown}", "{{a}}", "", "50%"])
def test_a_message_that_can_be_filled(text: str) -> None:
    compiled(f"paths: {{}}\nx-mock: {{messages: {{type: '{text}'}}}}")


def test_a_list_parameter_that_does_nothing_is_a_warning() -> None:
    text = operation(
        "parameters: [{name: q, in: query, schema: {type: string}}]\n      x-mock: {behaviour: list, resource: orders}"
    )

    (problem,) = problems_of(text)
    assert (problem.severity, problem.line) == ("warning", 15)
    assert "'q' has no effect" in problem.message
    compiled(text)


@pytest.mark.parametrize(
    "literal", ["example: {$ref: '#/gone'}", "default: {$ref: '#/gone'}", "enum: [{$ref: '#/gone'}]"]
)
def test_what_looks_like_a_reference_in_a_literal_value_is_none(literal: str) -> None:
    compiled(f"paths: {{}}\ncomponents: {{schemas: {{A: {{type: object, {literal}}}}}}}")


def test_every_problem_comes_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        compiled(operation("x-mock: {behaviour: get, resource: order, limits: [clam]}"))

    assert len(caught.value.problems) == 2
    assert str(caught.value).count("acme.yaml:15: ") == 2
