"""Changing single values of a YAML text: what isn't changed keeps every byte, comments and layout included."""

from dataclasses import dataclass
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from engine.errors import RuleError

Path = tuple[str | int, ...]
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Put:
    """Another word in place of the plain value at a path."""

    path: Path
    word: str


@dataclass(frozen=True, slots=True)
class Add:
    """A further entry of the mapping at a path, before the first of its keys that sorts after it, or as its last."""

    path: Path
    key: str
    word: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """The entry of the mapping at a path, taken out."""

    path: Path
    key: str


@dataclass(frozen=True, slots=True)
class Append:
    """A further entry of the list at a path, after its last."""

    path: Path
    word: str


Edit = Put | Add | Drop | Append


def edited(data: bytes, edits: list[Edit]) -> bytes:
    """The file with the edits made, in their order; everything else byte for byte as it was.

    Raises RuleError where a path leads nowhere, or an entry can't be taken out without a comment being lost.
    """
    text = data.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    for edit in edits:
        text = _made(text, edit)
    return (mark + text).encode("utf-8")


def _made(text: str, edit: Edit) -> str:
    node = _at(text, edit.path)
    if isinstance(edit, Put):
        if not isinstance(node, ScalarNode):
            raise RuleError(f"“{_told(edit.path)}”不是单个的值；请直接修改规则文件。")
        return _spliced(text, node.start_mark.index, node.end_mark.index, edit.word)
    if isinstance(edit, Append):
        return _appended(text, node, edit)
    if not isinstance(node, MappingNode) or not node.value:
        raise RuleError(f"“{_told(edit.path)}”不是“名称: 值”的形式；请直接修改规则文件。")
    return _added(text, node, edit) if isinstance(edit, Add) else _dropped(text, node, edit)


def _at(text: str, path: Path) -> Node:
    node: Node = YAML(typ="safe", pure=True).compose(text)
    for step in path:
        below: Node | None = None
        if isinstance(node, MappingNode):
            below = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            below = node.value[step]
        if below is None:
            raise RuleError(f"规则文件里没有“{_told(path)}”；请重新导出后再改。")
        node = below
    return node


def _told(path: Path) -> str:
    return ".".join(map(str, path))


def _spliced(text: str, start: int, end: int, word: str) -> str:
    return text[:start] + word + text[end:]


def _added(text: str, node: MappingNode, edit: Add) -> str:
    after = (at for at, (key, _) in enumerate(node.value) if str(key.value) > edit.key)
    following = None if edit.last else next(after, None)
    entry = f"{edit.key}: {edit.word}"
    if node.flow_style:
        if following is not None:
            start = node.value[following][0].start_mark.index
            return _spliced(text, start, start, f"{entry}, ")
        last = _end(node.value[-1][1])
        return _spliced(text, last, last, f", {entry}")
    first = node.value[0][0].start_mark
    indent = text[first.index - first.column : first.index]
    if following is not None:
        start = node.value[following][0].start_mark.index - first.column
        return _spliced(text, start, start, f"{indent}{entry}{_line_end(text)}")
    line = _end_of_line(text, _end(node.value[-1][1]))
    return _spliced(text, line, line, f"{_line_end(text)}{indent}{entry}")


def _end(node: Node) -> int:
    """Where what a node says ends; the parser lets a block end only where the next thing begins."""
    while isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
    return int(node.end_mark.index)


def _appended(text: str, node: Node, edit: Append) -> str:
    if not isinstance(node, SequenceNode) or not node.value:
        raise RuleError(f"“{_told(edit.path)}”不是列表；请直接修改规则文件。")
    last = _end(node.value[-1])
    if node.flow_style:
        return _spliced(text, last, last, f", {edit.word}")
    line, indent = _end_of_line(text, last), " " * node.start_mark.column
    return _spliced(text, line, line, f"{_line_end(text)}{indent}- {edit.word}")


def _dropped(text: str, node: MappingNode, edit: Drop) -> str:
    at = next((n for n, (key, _) in enumerate(node.value) if str(key.value) == edit.key), None)
    if at is None or len(node.value) == 1:
        raise RuleError(f"“{_told(edit.path)}”只有这一个值，不能删去；要停用整个参数，请直接修改规则文件。")
    key, value = node.value[at]
    start, end = key.start_mark.index, value.end_mark.index
    if not node.flow_style:
        start -= key.start_mark.column
        end = _end_of_line(text, end)
        end += len(_line_end(text)) if end < len(text) else 0
    elif at + 1 < len(node.value):
        end = node.value[at + 1][0].start_mark.index
    else:
        start = node.value[at - 1][1].end_mark.index
    if "#" in text[start:end]:
        raise RuleError(f"“{edit.key}”旁边有注释，删去会把注释一并丢掉；请直接在规则文件里删。")
    return _spliced(text, start, end, "")


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _end_of_line(text: str, start: int) -> int:
    """Where the line ends that holds a place, before its line end."""
    ends = [at for at in (text.find("\r", start), text.find("\n", start)) if at >= 0]
    return min(ends, default=len(text))
