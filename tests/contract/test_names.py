"""Names in `x-mock` that lead nowhere, messages that cannot be filled, parameters that do nothing."""

import pytest

from mockserver.errors import SpecError
from tests.builders import compiled, problems_of
from tests.contract.mock_texts import operation, parameter, schema


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
        (operation("x-mock: {stream: {heartbeat: 0s}}"), "'0s' is too short, it is at least 100ms"),
        (operation("x-mock: {stream: {heartbeat: 9999999999w}}"), "no span of time that a clock runs"),
        (operation("x-mock: {stream: {every: 9999999999w}}"), "no span of time that a clock runs"),
        (parameter("{filter: {related: line}}"), "unknown relation 'line'; did you mean 'lines'?"),
        (
            parameter("{select: {rows: {maker: customer}}}"),
            "unknown resource 'customer'; did you mean 'customers'?",
        ),
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
