"""Clients generated from the shipped documents: no rule may complain of them."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

import mockserver
from mockserver.runtime.running_vendor import RunningVendor
from mockserver.runtime.server import Server


class Sdk:
    """The package that openapi-python-client makes of a served document, aimed at the server.

    Attributes:
        client: Its client, to be entered.
        models: The classes of its bodies.
    """

    def __init__(self, package: str, vendor: RunningVendor) -> None:
        made = import_module(package)
        self.models: Any = import_module(f"{package}.models")
        self._package = package
        self.client = made.Client(
            base_url=vendor.url, headers=vendor.headers, raise_on_unexpected_status=True
        )

    def __call__(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """What `TAG.OPERATION` returns, read into its model."""
        operation = import_module(f"{self._package}.api.{name}")
        reply = operation.sync_detailed(*args, client=self.client, **kwargs)
        assert reply.status_code < 300, reply.content
        return reply.parsed


def generate(document: Path, package: Path) -> None:
    """Run the generator; anything that it cannot read, it warns of."""
    configuration = document.with_suffix(".yaml")
    configuration.write_text("post_hooks: []\n", "utf-8")  # no formatting
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"),
        *("--path", str(document), "--output-path", str(package), "--config", str(configuration)),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout + run.stderr


def commenda(sdk: Sdk) -> None:
    cursor: dict[str, str] = {}
    while True:
        page = sdk("customers.list_customers", corporation_id="corp_123", **cursor)
        if not page.cursor:
            break
        cursor = {"cursor": page.cursor}
    made = sdk(
        "customers.create_customer", body=sdk.models.CustomerInput(corporation_id="corp_123", name="Oak")
    )
    assert sdk("customers.get_customer", made.id).name == "Oak"
    sdk("customers.update_customer", made.id, body=sdk.models.CustomerChange(name="Elm"))
    assert sdk("customers.get_customer", made.id).name == "Elm"
    sdk("customers.delete_customer", made.id)


def devdraft(sdk: Sdk) -> None:
    skip = 0
    while True:
        page = sdk("customers.list_customers", skip=skip, take=20)
        skip += len(page.data)
        if skip >= page.total:
            break
    skip = 0
    while rows := sdk("webhooks.list_webhooks", skip=skip):
        skip += len(rows)
    body = sdk.models.NewCustomer(first_name="Aiko", last_name="Tanaka", phone_number="+81-3-5550-0142")
    key = str(
        uuid4()
    )  # a UUID by its type; but the generator puts that into the header as it is, which httpx refuses
    made = [sdk("customers.create_customer", body=body, idempotency_key=key) for _ in range(2)]
    assert made[0] == made[1]
    assert sdk("customers.get_customer", made[0].id).first_name == "Aiko"
    sdk("customers.delete_customer", made[0].id, idempotency_key=str(uuid4()))


def hydracore(sdk: Sdk) -> None:
    for number in count(1):
        if number >= sdk("customers.list_customers", page=number).total_pages:
            break
    made = sdk("customers.create_customer", body=sdk.models.CustomerInput(company_name="Rossi"))
    assert sdk("customers.get_customer", made.id).company_name == "Rossi"
    tier = sdk("billing.list_tier_pricing").pricing[0].product_tier_id
    body = sdk.models.InstanceInput(region_id="eu-central", tier_id=str(tier), idempotency_key="order-7")
    assert sdk("instances.create_instance", body=body) == sdk("instances.create_instance", body=body)
    sdk("instances.list_instances")


def juicyway(sdk: Sdk) -> None:
    for name in ("customers.list_customers", "payments.list_payments", "beneficiaries.list_beneficiaries"):
        after: dict[str, str] = {}
        while True:
            page = sdk(name, limit=20, **after)
            if page.pagination.after is None:
                break
            after = {"after": page.pagination.after}
    document = {
        "first_name": "Zainab",
        "last_name": "Okafor",
        "email": "zainab@okafor.example",
        "phone_number": "+2348037770101",
        "type": "individual",
        "billing_address": {
            "line1": "18 Marina Rd",
            "line2": "Flat 3",
            "city": "Lagos",
            "state": "LA",
            "zip_code": "101241",
            "country": "NG",
        },
    }
    body = sdk.models.CustomerInput.from_dict(document)
    key = str(uuid4())
    made = [sdk("customers.create_customer", body=body, idempotency_key=key) for _ in range(2)]
    assert made[0] == made[1]
    assert sdk("customers.fetch_customer", made[0].data.id).data.first_name == "Zainab"
    sdk("customers.update_customer", made[0].data.id, body=sdk.models.CustomerChanges(first_name="Aminat"))


def rotor(sdk: Sdk) -> None:
    for name in ("customers.list_customers", "leads.list_leads", "pins.list_pins"):
        for number in count(1):
            if not sdk(name, page=number).pagination.has_more:
                break
    body = sdk.models.CustomerInput(first_name="Omar", phone="+14055550188")
    made = sdk("customers.create_or_update_customer", body=body)
    assert sdk("customers.get_customer", made.id).data.first_name == "Omar"
    sdk("auth.test_auth")


USES = {use.__name__: use for use in (commenda, devdraft, hydracore, juicyway, rotor)}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The shipped vendors on one port."""
    with mockserver.running() as running:
        yield running


@pytest.mark.parametrize("name", USES)
def test_an_sdk_generated_from_a_shipped_document(
    server: Server, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tmp_path / "openapi.json"
    document.write_bytes(httpx.get(f"{server.url}/{name}/openapi.json", timeout=30).content)
    generate(document, tmp_path / f"{name}_sdk")
    monkeypatch.syspath_prepend(tmp_path)
    sdk = Sdk(f"{name}_sdk", server[name])
    with mockserver.judging(server, strict=True) as judgement, sdk.client:
        USES[name](sdk)

    seen = judgement.collector.seen
    assert judgement.verdicts == ()
    assert {item.vendor for item in seen} == {name}
    assert {item.kind for item in seen} >= {"operations", "statuses", "parameters", "security", "pages"}
