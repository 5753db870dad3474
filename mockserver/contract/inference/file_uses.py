"""Files: operations that upload one with a row, what a row tells of it, and those that give it back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.operations import Op
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.uses import Use
from mockserver.contract.inference.words import all_of, norm
from mockserver.contract.media_types import essence_of, kind_of_media

UPLOADING = frozenset({"create", "update"})
# What a property of a row tells of its file, by the names that it has.
TOLD = {
    "$file.name": all_of("filename originalfilename originalname name"),
    "$file.size": all_of("size filesize bytes length contentlength sizebytes sizeinbytes bytesize"),
    "$file.type": all_of("contenttype mimetype mediatype filetype mime"),
    "$file.sha256": all_of("sha256 sha256sum checksumsha256 sha256hash"),
    "$file.md5": all_of("md5 md5sum checksummd5 md5hash"),
}
NUMBERS = frozenset({"integer", "number"})

FoundUpload = tuple[str, str]  # an expression, and why


def file_keys(shapes: Structures, use: Use, uses: Sequence[Use]) -> Iterator[tuple[str, Any, str]]:
    """What an operation's `x-mock` says of files: its keys, with their values, and why.

    Args:
        shapes, use: The document's, and the operation's.
        uses: Those of its resource.
    """
    if use.behaviour == "get" and gives_file(use.op) and any(upload_of(shapes, each) for each in uses):
        yield "download", True, f"{use.op.name} gives bytes, and a file is uploaded with the row"
    found = upload_of(shapes, use)
    if found is None:
        return
    expression, why = found
    yield "upload", expression, why
    for name, shape in union(shapes, use.resource.shown).items():
        told = next(
            (fact for fact, names in TOLD.items() if norm(name) in names and name not in use.op.sent), ""
        )
        if told and bool(shape.kinds & NUMBERS) == (told == "$file.size"):
            yield f"set/{name}", told, f"`{name}` tells of the file, and no request sets it"


def upload_of(shapes: Structures, use: Use) -> FoundUpload | None:
    """The file in a request, as an expression, and why; None where there is none, or more than one."""
    if use.behaviour not in UPLOADING or use.many:
        return None
    reader, node = use.op.reader, use.op.node.get("requestBody")
    body, place = shapes.follow(node, f"{use.op.pointer}/requestBody")
    contents = list(reader.contents(body, place))
    for media, content, where in contents:
        if kind_of_media(essence_of(media)) == "multipart":
            shape = shapes.of(content.get("schema"), f"{where}/schema")
            names = [name for name, member in shapes.members(shape) if _is_file(member, content, name)]
            if len(names) == 1:
                return f"$request.body#/{names[0]}", f"`{names[0]}` of its form is a file"
    kinds = {kind_of_media(essence_of(media)) for media, _, _ in contents}
    if kinds == {"bytes"}:
        return "$request.body", f"its body is a file, {contents[0][0]}"
    return None


def _is_file(shape: Structure, content: Mapping[str, Any], name: str) -> bool:
    """Whether a member of a form is a file (OpenAPI 3.0.3 `binary`; 3.1: `contentMediaType`, or an encoding's type)."""
    if shape.format == "binary":
        return True
    node, encoding = shape.node, content.get("encoding") or {}
    if "contentEncoding" in node:
        return False
    own = encoding.get(name) if isinstance(encoding, Mapping) else None
    kind = node.get("contentMediaType") or (own.get("contentType") if isinstance(own, Mapping) else None)
    return isinstance(kind, str) and kind_of_media(essence_of(kind)) == "bytes"


def downloads(shapes: Structures, ops: Sequence[Op], uses: Sequence[Use]) -> Iterator[Use]:
    """The operations, among those that nothing is known of, that give the file of a row back: below its path."""
    kept = {use.resource.name for use in uses if upload_of(shapes, use) is not None}
    items = {use.op.path: use for use in uses if use.behaviour == "get" and use.resource.name in kept}
    for op in ops:
        item = items.get(op.path.rstrip("/").rpartition("/")[0])
        if (
            op.method == "get"
            and item is not None
            and "{" not in op.path.rpartition("/")[2]
            and gives_file(op)
        ):
            yield replace(item, op=op, why=f"{op.name} gives bytes, and is below a row that was uploaded")


def gives_file(op: Op) -> bool:
    """Whether a success of an operation is a file."""
    for answer in op.successes:
        node = op.reader.shapes.follow(op.node.get("responses"), "")[0].get(answer.status)
        response, place = op.reader.shapes.follow(node, answer.pointer)
        media = [name for name, _, _ in op.reader.contents(response, place)]
        if media and all(_may_be_file(name) for name in media):
            return True
    return False


def _may_be_file(media: str) -> bool:
    essence = essence_of(media)
    return kind_of_media(essence) == "bytes" or "*" in essence
