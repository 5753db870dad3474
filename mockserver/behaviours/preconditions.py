"""Reasons of a document to refuse a well-formed request."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.behaviours.request_conditions import request_conditions
from mockserver.contract.mock import Precondition
from mockserver.contract.model import Operation
from mockserver.errors import ApiError, Violation
from mockserver.exchange import Call
from mockserver.language.conditions import compile_condition
from mockserver.language.expressions import compile_expression
from mockserver.language.relations import Links
from mockserver.rows import Row, TenantRows
from mockserver.services import Services

E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
Refuses = Callable[[Row, Call, TenantRows], bool]


class Preconditions:
    """The guards of one operation, in order."""

    def __init__(self, operation: Operation, services: Services) -> None:
        resource = operation.mock.resource
        links = services.contract.links(resource)
        self._resource = resource
        self._conditions = request_conditions(operation, services)
        self._names_row = operation.mock.behaviour == "update"
        self._guards = [(_refuses(rule, links), rule.error, rule.field) for rule in operation.mock.guards]

    def demand_of_new(self, data: Mapping[str, Any], call: Call, tenant: TenantRows) -> None:
        """Refuse, as `demand` does, the row that `data` would become."""
        if self._conditions is not None and self._names_row:
            self._conditions.demand(None, call, tenant)
        if self._guards:
            self._guard(Row("", data), call, tenant)

    def demand(self, row: Row, call: Call, tenant: TenantRows) -> None:
        """Refuse where the request asks for another state of the row, or one of the guards does.

        Args:
            row: As stored.
            call: The call.
            tenant: The tenant's rows.

        Raises:
            ApiError: The guard's kind, `precondition_failed`, `precondition_required`.
        """
        if self._conditions is not None:
            self._conditions.demand(row, call, tenant)
        self._guard(row, call, tenant)

    def _guard(self, row: Row, call: Call, tenant: TenantRows) -> None:
        for refuses, kind, field in self._guards:
            if refuses(row, call, tenant):
                violations = (
                    [Violation("body", (field,), kind, {}, f"{field} is not allowed", {}, kind)]
                    if field
                    else []
                )
                raise ApiError(kind, resource=self._resource, violations=violations, row=row.data)


def _refuses(rule: Precondition, links: Links) -> Refuses:
    if rule.phone is not None and rule.country is not None:
        phone, country = compile_expression(rule.phone), compile_expression(rule.country)
        return lambda row, call, tenant: not is_phone_of(phone(call, row.data), country(call, row.data))
    return compile_condition(rule.when, links)


def is_phone_of(number: Any, country: Any) -> bool:
    """Whether a phone number is one of a country; true where either is missing."""
    if not isinstance(number, str) or not isinstance(country, str):
        return True
    import phonenumbers  # noqa: PLC0415 - a large table that few documents need

    region = country.upper()
    prefix = f"+{phonenumbers.country_code_for_region(region)}"
    national = number[len(prefix) :]
    if number.startswith(prefix) and E164.fullmatch(number) and national[:1] != "0":
        # There is nothing in it that `parse` would take its time to look for.
        plain = phonenumbers.PhoneNumber(country_code=int(prefix), national_number=int(national))
        if phonenumbers.is_valid_number_for_region(plain, region):
            return True
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number_for_region(parsed, region)
