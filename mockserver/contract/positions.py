"""The line of each node of a YAML or JSON text; read only when a message needs one."""

from collections.abc import Mapping

import yaml

MERGE = "<<"


def lines_of(text: str) -> Mapping[str, int]:
    """JSON pointer to line, counted from 1. JSON is read as the YAML that it is; a broken text has no lines."""
    try:
        root = yaml.compose(text, yaml.CSafeLoader)
    except yaml.YAMLError:
        return {}
    lines: dict[str, int] = {}
    if root is not None:
        _collect(root, "", root.start_mark.line + 1, lines)
    return lines


def _collect(node: yaml.Node, pointer: str, line: int, lines: dict[str, int]) -> None:
    if pointer in lines:
        return
    lines[pointer] = line
    if isinstance(node, yaml.MappingNode):
        _members(node, pointer, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _collect(value, f"{pointer}/{index}", value.start_mark.line + 1, lines)


def _members(node: yaml.MappingNode, pointer: str, lines: dict[str, int]) -> None:
    for key, value in node.value:
        if key.value != MERGE:
            token = str(key.value).replace("~", "~0").replace("/", "~1")
            _collect(value, f"{pointer}/{token}", key.start_mark.line + 1, lines)
    # After the node's own keys, which win over merged ones.
    for key, value in node.value:
        if key.value == MERGE:
            for merged in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                if isinstance(merged, yaml.MappingNode):
                    _members(merged, pointer, lines)
