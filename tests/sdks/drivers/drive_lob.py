"""Lob's client, made by OpenAPI Generator (Python)."""

from lob_python.api.addresses_api import AddressesApi
from lob_python.api.templates_api import TemplatesApi
from lob_python.api_client import ApiClient
from lob_python.configuration import Configuration
from lob_python.exceptions import ApiException, NotFoundException, UnauthorizedException
from lob_python.model.address_editable import AddressEditable
from lob_python.model.adr_id import AdrId
from lob_python.model.country_extended import CountryExtended
from lob_python.model.template_update import TemplateUpdate
from lob_python.model.template_writable import TemplateWritable
from lob_python.model.tmpl_id import TmplId
from steps import URL, fails, step

client = ApiClient(Configuration(host=URL, username="test_full", password="test_secret"))
addresses, templates = AddressesApi(client), TemplatesApi(client)

with step("list"):
    page = addresses.list(limit=2)
    assert len(page.data) == 2
with step("walk"):
    rows, after = [], {}
    while True:
        page = addresses.list(limit=7, **after)
        rows += page.data
        following = page.get("next_url")
        if not following:
            break
        after = {"after": following.partition("after=")[2].partition("&")[0]}
        assert len(rows) < 5000
    assert len({row["id"] for row in rows}) == len(rows) > 7, len(rows)
with step("create"):
    made = addresses.create(
        AddressEditable(
            name="Harry Zhang", address_line1="185 Berry St", address_city="San Francisco", address_state="CA",
            address_zip="94107", address_country=CountryExtended("US"),
        )
    )  # fmt: skip
    assert made.name == "Harry Zhang"
with step("read what was created"):
    assert addresses.get(AdrId(made.id)).address_line1 == "185 Berry St"
with step("delete"):
    assert addresses.delete(AdrId(made.id)).id == made.id
with fails("read what is gone", NotFoundException):
    addresses.get(AdrId(made.id))
with step("change"):
    template = templates.create(TemplateWritable(description="from the SDK", html="<p>{{name}}</p>"))
    version = template.published_version.id
    changed = templates.update(
        TmplId(template.id), TemplateUpdate(description="changed", published_version=version)
    )
    assert changed.description == "changed"
    assert templates.get(TmplId(template.id)).description == "changed"
with fails("a body that lacks something", ApiException):
    addresses.create(AddressEditable(name="Nowhere"))
with fails("wrong credentials", UnauthorizedException):
    AddressesApi(ApiClient(Configuration(host=URL, username="nobody", password=""))).list()
