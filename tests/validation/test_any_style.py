"""Whatever a client writes in a style is read as it was meant."""

from typing import Any
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

from tests.validation.parameters_of import ARRAY, INTEGERS, STRING, read, reader_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
SAFE = "!'()*"  # what encodeURIComponent leaves as it is


def encoded(value: Any) -> str:
    return quote(str(value), safe=SAFE)


def written(style: str, value: Any, *, explode: bool) -> str:
    """A value of `color` as a client writes it (RFC 6570; OpenAPI 3.0.4, Style Values)."""
    start, joiner = {
        "matrix": (";", ";" if explode else ","), "label": (".", "." if explode else ","),
        "simple": ("", ","), "form": ("", "&" if explode else ","),
        "spaceDelimited": ("", "&" if explode else " "), "pipeDelimited": ("", "&" if explode else "|"),
    }[style]  # fmt: skip
    name = "" if style in {"label", "simple"} else "color="
    if isinstance(value, dict):
        if explode:
            return start + joiner.join(f"{encoded(key)}={encoded(member)}" for key, member in value.items())
        return start + name + joiner.join(encoded(word) for pair in value.items() for word in pair)
    each = name if explode else ""
    return start + ("" if explode else name) + joiner.join(each + encoded(element) for element in value)


ARRAYS = [("path", "matrix"), ("path", "label"), ("path", "simple"), ("query", "form"), ("query", "spaceDelimited"),
          ("query", "pipeDelimited"), ("cookie", "form")]  # fmt: skip


READERS = {
    (location, style, explode, kind): reader_of(location, schema, style=style, explode=explode)
    for location, style in ARRAYS
    for explode in (True, False)
    for kind, schema in (("array", ARRAY), ("object", {"properties": {"R": STRING, "G": STRING}}))
}


@given(st.sampled_from(ARRAYS), st.booleans(), st.lists(TEXT, min_size=2))
def test_any_list_is_read_as_it_was_written(where: tuple[str, str], explode: bool, value: list[str]) -> None:  # noqa: FBT001
    location, style = where
    raw = written(style, value, explode=explode).replace(".", "%2E") if style == "simple" else None
    raw = raw or written(style, value, explode=explode)
    if style == "label":
        raw = "." + ("." if explode else ",").join(encoded(text).replace(".", "%2E") for text in value)

    assert read(READERS[location, style, explode, "array"], location, raw) == (value, [])


@given(st.sampled_from(ARRAYS), st.booleans(), TEXT, TEXT)
def test_any_object_is_read_as_it_was_written(
    where: tuple[str, str],
    explode: bool,  # noqa: FBT001
    red: str,
    green: str,
) -> None:
    location, style = where
    if style in DELIMITED and explode:
        return  # OpenAPI 3.0.4: n/a
    value = {"R": red, "G": green}
    raw = written(style, value, explode=explode)
    if style == "label" and "." in red + green:
        return  # encodeURIComponent leaves the point, which is the delimiter

    assert read(READERS[location, style, explode, "object"], location, raw) == (value, [])


DELIMITED = ("spaceDelimited", "pipeDelimited")
LEAF = st.text(st.characters(exclude_categories=["Cs"]))
KEY = st.text("abcxyz", min_size=1, max_size=3)
TREE = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(KEY, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def qs(name: str, value: Any) -> list[str]:
    """Pairs as qs writes them: `a[b][0]=1`."""
    if isinstance(value, dict):
        return [pair for key, member in value.items() for pair in qs(f"{name}[{key}]", member)]
    if isinstance(value, list):
        return [pair for index, element in enumerate(value) for pair in qs(f"{name}[{index}]", element)]
    return [f"{quote(name, safe='[]')}={encoded(value)}"]


@given(st.dictionaries(KEY, TREE, min_size=1, max_size=4))
def test_any_tree_is_read_as_qs_writes_it(value: dict[str, Any]) -> None:
    reader = reader_of("query", {"type": "object"}, style="deepObject")

    assert read(reader, "query", "&".join(qs("color", value))) == (value, [])


@given(st.lists(st.integers(), min_size=1))
def test_a_list_of_integers_is_read_as_it_was_written(values: list[int]) -> None:
    reader = reader_of("query", INTEGERS, explode=False)

    for comma in (",", "%2C"):
        assert read(reader, "query", "color=" + comma.join(map(str, values))) == (values, [])


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_query(value: str) -> None:
    reader = reader_of("query", STRING)

    assert read(reader, "query", f"color={quote(value, safe='')}") == (value, [])
    assert read(reader, "query", f"color={quote_plus(value)}") == (value, [])
