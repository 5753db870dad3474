"""Path templates that stand for several segments, as documents say so."""

from typing import Any

import pytest

from mockserver.contract.path_templates import spanning, without_operators
from tests.builders import load, mock


@pytest.mark.parametrize(
    ("path", "name", "more", "schema", "several"),
    [
        ("/v1/{name}", "name", {}, {}, []),
        ("/v1/{+name}", "name", {}, {}, ["name"]),
        ("/v1/{name*}", "name", {}, {}, ["name"]),
        ("/v1/{*name}:cancel", "name", {}, {}, ["name"]),
        ("/v1/{name}/x", "name", {"x-multi-segment": True}, {}, ["name"]),
        ("/v1/{name}/x", "name", {"x-multi-segment": False}, {}, []),
        ("/{scope}/locks", "scope", {"allowReserved": True}, {}, ["scope"]),
        ("/{scope}/locks", "scope", {"x-ms-skip-url-encoding": True}, {}, ["scope"]),
        ("/v1/{name}", "name", {}, {"pattern": "^projects/[^/]+$"}, ["name"]),
        ("/v1/{name}", "name", {}, {"pattern": "^[^/]+$"}, []),
        ("/files/{path}", "path", {}, {}, ["path"]),
        ("/files/{file_path}", "file_path", {}, {}, ["file_path"]),
        ("/files/{path}/content", "path", {}, {}, []),
    ],
)
def test_a_template_stands_for_several_segments_where_the_document_says_so(
    path: str, name: str, more: dict[str, Any], schema: dict[str, Any], several: list[str]
) -> None:
    parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string", **schema}, **more}

    assert spanning(load("paths: {}"), path, [{"parameters": [parameter]}, {}]) == (
        {name} if several else set()
    )


def test_operators_are_no_part_of_a_name() -> None:
    assert without_operators("/v1/{+parent}/rows/{id}:{verb*}") == "/v1/{parent}/rows/{id}:{verb}"


RESOURCES = """
paths:
  /v1/{+name}:
    get:
      parameters: [{name: name, in: path, required: true, schema: {type: string, pattern: '^p/[^/]+/jobs/[^/]+$'}}]
      responses: {'200': {description: ok, content: {application/json: {example: one}}}}
  /v1/{+parent}/jobs:
    get:
      parameters: [{name: parent, in: path, required: true, schema: {type: string, pattern: '^p/[^/]+$'}}]
      responses: {'200': {description: ok, content: {application/json: {example: all}}}}
  /v1/{name}:cancel:
    post:
      parameters: [{name: name, in: path, required: true, x-multi-segment: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {example: cancelled}}}}
  /v1/status:
    get: {responses: {'200': {description: ok, content: {application/json: {example: well}}}}}
  /files/{path}:
    parameters: [{name: path, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok, content: {application/json: {example: file}}}}}
  /files/{path}/meta:
    parameters: [{name: path, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok, content: {application/json: {example: meta}}}}}
"""


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", "/v1/p/a/jobs/b", "one"),
        ("GET", "/v1/p/a/jobs", "all"),
        ("GET", "/v1/p/a/b", 400),
        ("GET", "/v1/x", 400),
        ("GET", "/v1/status", "well"),
        ("POST", "/v1/p/a/jobs/b:cancel", "cancelled"),
        ("POST", "/v1/b:cancel", "cancelled"),
        ("DELETE", "/v1/p/a/jobs/b", 405),
        ("GET", "/files/a/b/c.txt", "file"),
        ("GET", "/files/a", "file"),
        ("GET", "/files/a/meta", "meta"),
        ("GET", "/files/a//b", 404),
        ("GET", "/files" + "/a" * 100, 404),
        ("GET", "/other/a/b", 404),
    ],
)
def test_the_operation_of_several_segments_is_found_where_no_other_fits(
    method: str, path: str, answer: str | int
) -> None:
    reply = mock(RESOURCES).ask(method, path)

    assert answer in (reply.status, reply.body.decode().strip('"'))
