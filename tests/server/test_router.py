"""Which operation a path leads to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.server.router import Router

PATHS = [
    "/",
    "/customers",
    "/customers/{id}",
    "/customers/me",
    "/customers/{id}/orders",
    "/customers/me/settings",
    "/customers/{id}/orders/{order}",
    "/files/{name}.{ext}",
    "/files/{name}.json",
    "/files/{name}",
    "/items:batch",
    "/items/{id}:cancel",
    "/with space",
    "/café",
    "/slash/",
    "/{a}/{b}/last",
]


@pytest.fixture(scope="module")
def router() -> Router[str]:
    made: Router[str] = Router()
    for path in PATHS:
        made.add(path, "GET", path)
    return made


@pytest.mark.parametrize(
    ("path", "template", "values"),
    [
        ("/", "/", {}),
        ("/customers", "/customers", {}),
        ("/cust%6Fmers", "/customers", {}),
        ("/customers/7", "/customers/{id}", {"id": b"7"}),
        ("/customers/me", "/customers/me", {}),
        ("/customers/m%65", "/customers/me", {}),
        ("/customers/mex", "/customers/{id}", {"id": b"mex"}),
        ("/customers/me/settings", "/customers/me/settings", {}),
        ("/customers/me/orders", "/customers/{id}/orders", {"id": b"me"}),
        ("/customers/a%2Fb", "/customers/{id}", {"id": b"a%2Fb"}),
        ("/customers/%2F", "/customers/{id}", {"id": b"%2F"}),
        ("/customers/a%2Forders", "/customers/{id}", {"id": b"a%2Forders"}),
        ("/customers/..", "/customers/{id}", {"id": b".."}),
        ("/customers/%00", "/customers/{id}", {"id": b"%00"}),
        ("/customers/%", "/customers/{id}", {"id": b"%"}),
        ("/customers/7/orders/8", "/customers/{id}/orders/{order}", {"id": b"7", "order": b"8"}),
        ("/files/a.pdf", "/files/{name}.{ext}", {"name": b"a", "ext": b"pdf"}),
        ("/files/a.b.pdf", "/files/{name}.{ext}", {"name": b"a", "ext": b"b.pdf"}),
        ("/files/a.json", "/files/{name}.json", {"name": b"a"}),
        ("/files/plain", "/files/{name}", {"name": b"plain"}),
        ("/files/.pdf", "/files/{name}", {"name": b".pdf"}),
        ("/items:batch", "/items:batch", {}),
        ("/items/7:cancel", "/items/{id}:cancel", {"id": b"7"}),
        ("/with%20space", "/with space", {}),
        ("/caf%C3%A9", "/café", {}),
        ("/slash/", "/slash/", {}),
        ("/x/y/last", "/{a}/{b}/last", {"a": b"x", "b": b"y"}),
        ("/customers/7/last", "/{a}/{b}/last", {"a": b"customers", "b": b"7"}),
    ],
)
def test_a_path_finds_its_template(
    router: Router[str], path: str, template: str, values: dict[str, bytes]
) -> None:
    route = router.find(path.encode())

    assert route is not None
    assert route.methods == {"GET": template}
    assert route.parameters("GET") == values


@pytest.mark.parametrize(
    "path",
    [
        "",
        "customers",
        "/customers/",
        "/customers//",
        "//customers",
        "/customers/7/",
        "/customers//orders",
        "/Customers",
        "/slash",
        "/items:other",
        "/items/7",
        "/nowhere",
        "/customers/7/orders/8/9",
        "/customers?x",
        "/items:batch/",
        "*",
    ],
)
def test_a_path_that_fits_no_template_leads_nowhere(router: Router[str], path: str) -> None:
    assert router.find(path.encode()) is None


def test_allow_names_every_method_and_head_with_get() -> None:
    made: Router[str] = Router()
    for method in ("POST", "GET", "DELETE"):
        made.add("/a/{x}", method, method)
    made.add("/b", "PUT", "PUT")

    for path, allow in ((b"/a/1", b"DELETE, GET, HEAD, POST"), (b"/b", b"PUT")):
        route = made.find(path)
        assert route is not None
        assert route.allow() == allow


def test_templates_of_one_shape_share_a_path_and_keep_their_names() -> None:
    made: Router[str] = Router()
    made.add("/a/{x}", "GET", "get")
    made.add("/a/{y}", "POST", "post")
    made.add("/a/{z}/more", "GET", "more")

    route, more = made.find(b"/a/1"), made.find(b"/a/1/more")

    assert route is not None
    assert more is not None
    assert (route.parameters("GET"), route.parameters("POST")) == ({"x": b"1"}, {"y": b"1"})
    assert more.parameters("GET") == {"z": b"1"}


SEGMENT = st.text("ab.:%{}é", min_size=1, max_size=5)


@given(st.lists(SEGMENT, min_size=1, max_size=4), st.binary(max_size=30))
def test_no_path_breaks_the_router(segments: list[str], path: bytes) -> None:
    made: Router[str] = Router()
    made.add("/" + "/".join(segments), "GET", "x")

    for asked in (path, b"/" + path, ("/" + "/".join(segments)).encode()):
        route = made.find(asked)
        if route is not None:
            route.parameters("GET")
