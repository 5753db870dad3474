"""Hetzner's own client: pages by number, of which it asks for the next that a body names."""

from hcloud import APIException, Client
from hcloud.images import Image
from hcloud.server_types import ServerType
from steps import URL, fails, step

client = Client(token="test_full", api_endpoint=URL)

with step("list"):
    page = client.servers.get_list(per_page=2)
    assert len(page.servers) == 2
    assert page.meta.pagination.total_entries > 2
with step("walk"):
    found = client.servers.get_all()
    assert len(found) == page.meta.pagination.total_entries, len(found)
    assert len({server.id for server in found}) == len(found)
with step("read"):
    first = client.servers.get_by_id(found[0].id)
    assert first.name == found[0].name
with step("filter"):
    named = client.servers.get_by_name(found[1].name)
    assert named is not None
    assert named.id == found[1].id
with step("create"):
    made = client.ssh_keys.create(
        "from-the-sdk", "ssh-rsa AAAAB3NzaC1yc2E test@example.com", labels={"a": "b"}
    )
    assert made.name == "from-the-sdk"
    assert made.labels == {"a": "b"}
with step("read what was created"):
    assert client.ssh_keys.get_by_id(made.id).name == "from-the-sdk"
    assert made.id in {key.id for key in client.ssh_keys.get_all()}
with step("change"):
    assert client.ssh_keys.update(made, name="changed").name == "changed"
    assert client.ssh_keys.get_by_id(made.id).name == "changed"
with step("delete"):
    assert client.ssh_keys.delete(made)
    assert made.id not in {key.id for key in client.ssh_keys.get_all()}
with fails("read what is gone", APIException):
    client.ssh_keys.get_by_id(made.id)
with step("create with a reference"):
    answer = client.servers.create("web", ServerType(name="cx22"), image=Image(name="ubuntu-24.04"))
    assert answer.server.name == "web"
    assert client.servers.get_by_id(answer.server.id).name == "web"
with step("below another"):
    zone = client.volumes.get_all()[0]
    assert isinstance(client.volumes.get_actions(zone), list)
with fails("wrong credentials", APIException):
    Client(token="nobody", api_endpoint=URL).servers.get_list()
