"""What nobody sent of a new row leads to rows that there are."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

from mockserver.app import create_app
from mockserver.exchange import Request

NOTES = dedent("""\
    openapi: 3.0.3
    info: {title: Notes, version: '1'}
    paths:
      /users:
        get:
          responses:
            '200':
              description: Users.
              content:
                application/json:
                  schema: {type: array, items: {$ref: '#/components/schemas/User'}}
      /users/{user_id}:
        parameters: [{name: user_id, in: path, required: true, schema: {type: string}}]
        get:
          responses:
            '200':
              description: A user.
              content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
      /notes:
        post:
          requestBody:
            content:
              application/json:
                schema: {type: object, required: [text], properties: {text: {type: string}}}
          responses:
            '201':
              description: A note.
              content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
      /notes/{note_id}:
        parameters: [{name: note_id, in: path, required: true, schema: {type: string}}]
        get:
          responses:
            '200':
              description: A note.
              content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
    components:
      schemas:
        User: {type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}
        Note:
          type: object
          required: [id, text, user_id]
          properties:
            id: {type: string}
            text: {type: string}
            user_id: {type: string, description: The user who wrote it.}
""")


def answer(app: Any, method: str, path: str, body: bytes = b"") -> Any:
    headers = {b"host": b"localhost", b"content-type": b"application/json"}
    return json.loads(app.respond(Request(method, path.encode(), b"", headers, body)).body)


def test_a_new_row_refers_to_rows_that_there_are(tmp_path: Path) -> None:
    file = tmp_path / "notes.yaml"
    file.write_text(NOTES, "utf-8")
    app = create_app([str(file)])
    texts = [json.dumps({"text": f"Note {number}"}).encode() for number in range(8)]
    writers = [answer(app, "POST", "/notes/notes", text)["user_id"] for text in texts]
    assert set(writers) <= {user["id"] for user in answer(app, "GET", "/notes/users")}
    assert len(set(writers)) > 1, "not all to the same one"
