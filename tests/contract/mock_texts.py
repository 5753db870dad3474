"""Documents with one `x-mock` block to try, as texts."""

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
