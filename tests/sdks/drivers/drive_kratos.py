"""Ory's client, made by OpenAPI Generator (Python, pydantic)."""

from ory_kratos_client import ApiClient, Configuration, IdentityApi
from ory_kratos_client.exceptions import ApiException
from ory_kratos_client.models.create_identity_body import CreateIdentityBody
from ory_kratos_client.models.json_patch import JsonPatch
from ory_kratos_client.models.update_identity_body import UpdateIdentityBody
from steps import URL, fails, step

configuration = Configuration(host=URL, api_key={"oryAccessToken": "Bearer test_full"})
identities = IdentityApi(ApiClient(configuration))

with step("list"):
    assert len(identities.list_identities(page_size=2)) == 2
with step("walk by number"):
    rows, page = [], 1
    while found := identities.list_identities(page=page, per_page=7):
        rows += found
        page += 1
        assert page < 500
    assert len({row.id for row in rows}) == len(rows) > 7
with step("walk by token"):
    walked, token = [], None
    while True:
        answer = identities.list_identities_with_http_info(page_size=7, page_token=token)
        walked += answer.data
        links = answer.headers.get("link", "")
        if 'rel="next"' not in links:
            break
        token = links.split('rel="next"')[0].rpartition("page_token=")[2].partition("&")[0].partition(">")[0]
        assert len(walked) < 5000
    assert sorted(row.id for row in walked) == sorted(row.id for row in rows), (len(walked), len(rows))
    assert len(answer.data) <= 7
with step("create"):
    made = identities.create_identity(
        CreateIdentityBody(schema_id="default", traits={"email": "sdk@example.com"})
    )
    assert made.traits == {"email": "sdk@example.com"}
with step("read what was created"):
    assert identities.get_identity(made.id).traits == {"email": "sdk@example.com"}
with step("change"):
    changed = UpdateIdentityBody(schema_id="default", state="inactive", traits={"email": "other@example.com"})
    assert identities.update_identity(made.id, update_identity_body=changed).state == "inactive"
    assert identities.get_identity(made.id).traits == {"email": "other@example.com"}
with step("change by a JSON Patch"):
    patch = [JsonPatch(op="replace", path="/traits/email", value="third@example.com")]
    assert identities.patch_identity(made.id, json_patch=patch).traits == {"email": "third@example.com"}
with step("filter"):
    assert [row.id for row in identities.list_identities(ids=[made.id, rows[0].id])] in (
        [made.id, rows[0].id],
        [rows[0].id, made.id],
    )
with step("delete"):
    identities.delete_identity(made.id)
with fails("read what is gone", ApiException):
    identities.get_identity(made.id)
with fails("wrong credentials", ApiException):
    nobody = Configuration(host=URL, api_key={"oryAccessToken": "nobody"})
    IdentityApi(ApiClient(nobody)).list_identities()
