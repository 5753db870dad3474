"""The line of each node of a YAML or JSON text; read only when a message needs one."""

from collections.abc import Mapping

import yaml


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
        for key, value in node.value:
            step = str(key.value).replace("~", "~0").replace("/", "~1")
            if step == "<<" and isinstance(value, yaml.MappingNode):
                _merged(value, pointer, lines)
            else:
                _collect(value, f"{pointer}/{step}", key.start_mark.line + 1, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _collect(value, f"{pointer}/{index}", value.start_mark.line + 1, lines)


def _merged(node: yaml.MappingNode, pointer: str, lines: dict[str, int]) -> None:
    for key, value in node.value:
        _collect(value, f"{pointer}/{key.value}", key.start_mark.line + 1, lines)
