"""What reads each format as its users do, and fails on what they could not read."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped] # ships no types
import orjson
import xmlschema
from markdown_it import MarkdownIt
from markdown_it.token import Token
from referencing import Registry, Resource

SCHEMAS = Path(__file__).parent / "schemas"
COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:\r\n]*,?)+)::([^\r\n]*)")
VOID = {"meta", "link", "br", "img", "input", "hr"}
Reader = Callable[[str], Any]


@cache
def schema_of(name: str) -> Any:
    """A validator of a published schema, formats included; Python's, since SARIF's schema has patterns of its kind."""
    schema = json.loads((SCHEMAS / name).read_text("utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, registry=parts(), format_checker=kind.FORMAT_CHECKER)


@cache
def parts() -> Registry[Any]:
    """The schemas that HAR's consists of, under their names."""
    found = [json.loads(path.read_text("utf-8")) for path in (SCHEMAS / "har").glob("*.json")]
    return Registry().with_resources(
        (part["$id"].rstrip("#"), Resource.from_contents(part)) for part in found
    )


def valid(text: str, schema: str) -> Any:
    """The data of a JSON text that its schema takes."""
    data = orjson.loads(text)
    schema_of(schema).validate(data)
    return data


@cache
def junit_schema() -> xmlschema.XMLSchema:
    """The schema of Jenkins."""
    return xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))


def read_junit(text: str) -> ET.Element:
    """The root of a JUnit report that Jenkins takes, whose numbers are right."""
    raw = text.encode()
    junit_schema().validate(raw.decode())
    root = ET.fromstring(raw)
    for suite in root.iter("testsuite"):
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))
    return root


def read_ctrf(text: str) -> Any:
    """The results of a CTRF report, whose numbers are right."""
    results = valid(text, "ctrf-0.0.json")["results"]
    for status in ("passed", "failed", "skipped", "pending", "other"):
        assert results["summary"][status] == sum(test["status"] == status for test in results["tests"])
    assert results["summary"]["tests"] == len(results["tests"])
    return results


def read_github(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Level, properties and message of each command, as the runner takes them apart."""
    assert text == "" or text.endswith("\n")
    found = []
    for line in text.split("\n")[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        assert set(properties) <= {"file", "line", "title"}
        for name, value in properties.items():
            properties[name] = unescaped(value, ":,")
        found.append((match[1], properties, unescaped(match[3])))
    assert len(found) <= 10
    return found


def unescaped(text: str, more: str = "") -> str:
    """What the runner makes of a value."""
    for character in f"\r\n{more}":
        text = text.replace(f"%{ord(character):02X}", character)
    return text.replace("%25", "%")


def read_markdown(text: str) -> list[Token]:
    """The tokens of a text that fits in a comment, with no markup but what reports are made of."""
    assert len(text.encode("utf-16-le")) // 2 < 65_536
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    for token in inline:
        assert token.type in {
            "text",
            "softbreak",
            "code_inline",
            "strong_open",
            "strong_close",
            "em_open",
            "em_close",
        }
        assert token.type != "text" or not re.search(r"(?<!\w)[@#]\w", token.content), token.content
    for token in tokens:
        if token.type == "html_block":
            assert set(re.findall(r"</?(\w+)", token.content)) <= {"details", "summary", "code", "b"}
            plain = re.sub(r"<code>.*?</code>", "", token.content)
            assert "@" not in plain
    headers = [token for token in tokens if token.type == "th_open"]
    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type in {"th_open", "td_open"}]
    assert len(cells) == len(headers) * len(rows)
    assert text.count("<details>") == text.count("</details>")
    return tokens


class Page(HTMLParser):
    """A page whose elements are closed in order, and that needs nothing from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        given = dict(attrs)
        assert tag not in {"script", "img", "iframe", "object", "embed", "link", "base", "form"}, tag
        assert not any(name.startswith("on") or name in {"src", "style"} for name in given), given
        if tag == "svg":
            assert given.get("aria-label"), "a chart that cannot be heard"
        if "href" in given:
            assert (given["href"] or "").startswith("#"), given
            self.links.append((given["href"] or "")[1:])
        if "id" in given:
            self.ids.append(given["id"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open and close an element."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take text."""
        self.text.append(data)


def read_html(text: str) -> Page:
    """A page that is whole."""
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)
    return page


def read_terminal(text: str) -> list[str]:
    """Lines without what steers a terminal."""
    assert "\x1b" not in text
    return text.splitlines()


READERS: Mapping[str, Reader] = {
    "terminal": read_terminal,
    "html": read_html,
    "junit": read_junit,
    "sarif": lambda text: valid(text, "sarif-2.1.0.json")["runs"][0],
    "ctrf": read_ctrf,
    "har": lambda text: valid(text, "har/har.json")["log"],
    "github": read_github,
    "markdown": read_markdown,
    "json": orjson.loads,
}
