"""Which operation a path leads to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.server.router import Entry, PathValues, Router

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
    found = router.find(path.encode(), "GET")

    assert found is not None
    (entry,), raw = found
    assert entry.answer == template
    assert entry.parameters(raw) == values


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
    assert router.find(path.encode(), "GET") is None
    assert router.allow(path.encode()) is None


def test_allow_names_every_method_and_head_with_get() -> None:
    made: Router[str] = Router()
    for method in ("POST", "GET", "DELETE"):
        made.add("/a/{x}", method, method)
    made.add("/b", "PUT", "PUT")

    for path, allow in ((b"/a/1", b"DELETE, GET, HEAD, POST"), (b"/b", b"PUT")):
        assert made.allow(path) == allow


def test_templates_of_one_shape_share_a_path_and_keep_their_names() -> None:
    made: Router[str] = Router()
    made.add("/a/{x}", "GET", "get")
    made.add("/a/{y}", "POST", "post")
    made.add("/a/{z}/more", "GET", "more")

    for path, method, parameters in (
        (b"/a/1", "GET", {"x": b"1"}),
        (b"/a/1", "POST", {"y": b"1"}),
        (b"/a/1/more", "GET", {"z": b"1"}),
    ):
        found = made.find(path, method)
        assert found is not None
        (entry,), values = found
        assert entry.parameters(values) == parameters


@pytest.mark.parametrize(
    ("path", "method", "answer"),
    [
        (b"/a/lit/b", "POST", "concrete"),
        (b"/a/lit/b", "GET", "templated"),
        (b"/a/lit/b", "HEAD", "templated"),
        (b"/a/lit/b", "DELETE", None),
    ],
)
def test_of_two_templates_that_fit_the_one_that_has_the_method_answers(
    path: bytes, method: str, answer: str | None
) -> None:
    made: Router[str] = Router()
    made.add("/a/lit/b", "POST", "concrete")
    made.add("/a/{x}/b", "GET", "templated")
    made.settle()

    found = made.find(path, method)

    assert (found[0][0].answer if found else None) == answer
    assert made.allow(path) == b"GET, HEAD, POST"


def test_a_template_does_not_take_a_more_concrete_path_whose_values_it_refuses() -> None:
    made: Router[str] = Router(lambda entry, values: values == (b"7",))
    made.add("/a/bulk", "POST", "bulk")
    made.add("/a/b{y}", "PUT", "mixed")
    made.add("/a/{x}", "DELETE", "one")
    made.settle()

    assert made.find(b"/a/bulk", "DELETE") is None
    assert made.allow(b"/a/bulk") == b"POST"
    assert made.find(b"/a/bee", "DELETE") is None
    assert made.find(b"/a/7", "DELETE") is not None
    assert (
        made.find(b"/a/x", "DELETE") is not None
    )  # nothing more concrete fits: its own 400 says what is wrong


SIZES = {"/{kind}/count": (b"zones",), "/zones/{id}": (b"7",), "/zones/{id}/{part}": (b"7", b"lid")}


@pytest.mark.parametrize(
    ("path", "method", "answer"),
    [
        (b"/zones/7", "GET", "/zones/{id}"),
        (b"/zones/count", "GET", "/{kind}/count"),
        (b"/zones/count", "HEAD", "/{kind}/count"),
        (b"/zones/count", "DELETE", "/zones/{id}"),  # its own 400 says what is wrong
        (b"/zones/x", "GET", "/zones/{id}"),
        (b"/others/count", "GET", "/{kind}/count"),
        (b"/zones/7/lid", "GET", "/zones/{id}/{part}"),
        (b"/zones/7/all", "GET", "/zones/{id}/{part}"),
        (b"/zones/all/all", "GET", "/zones/{id}/{part}"),
    ],
)
def test_a_more_concrete_template_takes_no_path_whose_values_only_another_admits(
    path: bytes, method: str, answer: str
) -> None:
    made: Router[str] = Router(lambda entry, values: values == SIZES[entry.answer])
    for template in SIZES:
        made.add(template, "GET", template)
    made.add("/zones/{id}", "DELETE", "/zones/{id}")
    made.settle()

    found = made.find(path, method)

    assert found is not None
    assert found[0][0].answer == answer


def test_no_values_are_looked_at_where_no_other_template_may_fit() -> None:
    looked: list[str] = []

    def admits(entry: Entry[str], _: PathValues) -> bool:
        looked.append(entry.answer)
        return True

    made: Router[str] = Router(admits)
    for template in ("/a", "/a/{x}", "/a/{x}/b", "/a/{x}/b/{y}", "/a/me/c", "/d/bulk/{x}", "/d/{x}/e"):
        made.add(template, "GET", template)
    made.settle()

    for path in (b"/a", b"/a/1", b"/a/1/b", b"/a/1/b/2", b"/a/me/c", b"/a/me/b/2", b"/d/bulk/1", b"/d/1/e"):
        assert made.find(path, "GET") is not None
    assert looked == []
    assert made.find(b"/d/bulk/e", "GET") is not None
    assert looked != []


def test_templates_that_all_may_meet_are_settled_in_time() -> None:
    made: Router[str] = Router(lambda entry, values: entry.answer != "/a0/{x}/c")
    for number in range(1500):
        made.add(f"/a{number}/{{x}}/c", "GET", f"/a{number}/{{x}}/c")
        made.add(f"/{{x}}/b{number}/c", "GET", f"/{{x}}/b{number}/c")

    made.settle()

    found = made.find(b"/a0/b7/c", "GET")
    assert found is not None
    assert found[0][0].answer == "/{x}/b7/c"


def test_a_path_is_found_below_each_of_its_base_paths() -> None:
    made: Router[str] = Router()
    for base in ("/v1", ""):
        made.add("/a/{x}", "GET", "get", base)

    found = [made.find(path, "GET") for path in (b"/v1/a/1", b"/a/1")]

    assert [each[0][0].base for each in found if each] == [3, 0]


SEGMENT = st.text("ab.:%{}é", min_size=1, max_size=5)


@given(st.lists(SEGMENT, min_size=1, max_size=4), st.binary(max_size=30))
def test_no_path_breaks_the_router(segments: list[str], path: bytes) -> None:
    made: Router[str] = Router()
    made.add("/" + "/".join(segments), "GET", "x")

    for asked in (path, b"/" + path, ("/" + "/".join(segments)).encode()):
        found = made.find(asked, "GET")
        if found is not None:
            found[0][0].parameters(found[1])


PART = st.sampled_from(["a", "b", "{x}", "{y}", "a{x}", "{x}.b"])
TEMPLATES = st.lists(
    st.lists(PART, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts)), max_size=6
)


@given(
    TEMPLATES,
    st.lists(st.sampled_from([b"a", b"b", b"ab", b"a.b", b"%61"]), min_size=1, max_size=3),
    st.sets(st.integers(0, 5)),
)
def test_what_is_found_is_what_the_most_concrete_fitting_template_has_that_admits_the_values(
    templates: list[str], segments: list[bytes], refusing: set[int]
) -> None:
    """The walk that each request takes agrees with the one that lists every template that fits."""
    admitting = [template for number, template in enumerate(templates) if number not in refusing]
    made: Router[str] = Router(lambda entry, values: not values or entry.answer in admitting)
    for number, template in enumerate(templates):
        made.add(template, ("GET", "PUT")[number % 2], template)
    made.settle()
    path = b"/" + b"/".join(segments)

    fitting = list(made._fitting(path))
    for method in ("GET", "PUT"):
        has = [(node.entries[method], values) for node, values in fitting if method in node.entries]
        kept = [
            (tuple(entry for entry in entries if made._admits(entry, values)), values)
            for entries, values in has
        ]
        admitted = [(entries, values) for entries, values in kept if entries]
        concrete = bool(fitting) and method in fitting[0][0].entries
        wanted = has[:1] if len(fitting) == 1 else admitted or (has[:1] if concrete else [])
        assert made.find(path, method) == (wanted[0] if wanted else None)
