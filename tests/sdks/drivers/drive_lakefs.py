"""lakeFS's client, made by OpenAPI Generator (Python, pydantic 1)."""

import lakefs_sdk
from lakefs_sdk.exceptions import ApiException, NotFoundException, UnauthorizedException
from lakefs_sdk.models import BranchCreation, RepositoryCreation, TagCreation
from steps import URL, fails, step

client = lakefs_sdk.ApiClient(
    lakefs_sdk.Configuration(host=URL, username="test_full", password="test_secret")
)
repositories, branches, tags = (
    api(client) for api in (lakefs_sdk.RepositoriesApi, lakefs_sdk.BranchesApi, lakefs_sdk.TagsApi)
)

with step("list"):
    page = repositories.list_repositories(amount=2)
    assert len(page.results) == 2
    assert page.pagination.has_more
with step("walk"):
    rows, after = [], ""
    while True:
        page = repositories.list_repositories(after=after, amount=7)
        rows += page.results
        after = page.pagination.next_offset
        if not page.pagination.has_more:
            break
        assert len(rows) < 5000
    assert len({row.id for row in rows}) == len(rows) > 7
with step("create"):
    made = repositories.create_repository(
        RepositoryCreation(name="from-the-sdk", storage_namespace="s3://bucket/sdk", default_branch="main")
    )
    assert made.id == "from-the-sdk"
with step("read what was created"):
    assert repositories.get_repository("from-the-sdk").storage_namespace == "s3://bucket/sdk"
with step("prefix"):
    assert [row.id for row in repositories.list_repositories(prefix="from-the-").results] == ["from-the-sdk"]
with fails("create what there is", ApiException):
    repositories.create_repository(
        RepositoryCreation(name="from-the-sdk", storage_namespace="s3://bucket/sdk")
    )
with step("below another"):
    branches.create_branch("from-the-sdk", BranchCreation(name="topic", source="main"))
    assert branches.get_branch("from-the-sdk", "topic").id == "topic"
    assert "topic" in {branch.id for branch in branches.list_branches("from-the-sdk").results}
    assert tags.create_tag("from-the-sdk", TagCreation(id="v1", ref="main")).id == "v1"
    assert [tag.id for tag in tags.list_tags("from-the-sdk").results] == ["v1"]
with step("delete below another"):
    branches.delete_branch("from-the-sdk", "topic")
    assert "topic" not in {branch.id for branch in branches.list_branches("from-the-sdk").results}
with step("delete"):
    repositories.delete_repository("from-the-sdk")
with fails("read what is gone", NotFoundException):
    repositories.get_repository("from-the-sdk")
with fails("wrong credentials", UnauthorizedException):
    nobody = lakefs_sdk.Configuration(host=URL, username="nobody", password="nothing")
    lakefs_sdk.RepositoriesApi(lakefs_sdk.ApiClient(nobody)).list_repositories()
