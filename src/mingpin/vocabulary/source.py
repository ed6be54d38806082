"""YAML whose values remember their line, so that an error can name it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from mingpin.language import _
from mingpin.vocabulary.errors import PackError, Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same grammar, four times as fast where PyYAML was built with its C library."""


class Lines(dict[str, Any]):
    """A mapping read from YAML: `line` is where it begins, `line_of(key)` where that key stands."""

    line: int = 0
    file: str = ""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        return self._lines.get(key, self.line)


def read_yaml(path: Path, name: str | None = None) -> Any:
    """The content of a YAML file. Mappings are `Lines`. Raises PackError where it is not YAML or not UTF-8."""
    name = name or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        problem = Problem(name, 0, _("The file is missing."), _("A pack needs it."), _("Add the file."))
        raise PackError(problem) from error
    except UnicodeDecodeError as error:
        problem = Problem(name, 0, _("The file is not UTF-8 text."), str(error) + ".", _("Save it as UTF-8."))
        raise PackError(problem) from error
    return parse_yaml(text, name)


def parse_yaml(text: str, file: str, first_line: int = 1) -> Any:
    """The content of YAML text that begins at `first_line` of `file`."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        return _value(node, file, first_line, yaml.SafeLoader(""))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        why = (error.problem or str(error)).rstrip(".") + "."
        problem = Problem(file, line, _("This is not valid YAML."), why, _("Check indentation, colons and quotes."))
        raise PackError(problem) from error


def _value(node: yaml.Node | None, file: str, first_line: int, loader: yaml.SafeLoader) -> Any:
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        result = Lines()
        result.line, result.file = node.start_mark.line + first_line, file
        for key_node, value_node in node.value:
            key = str(loader.construct_object(key_node))
            line = key_node.start_mark.line + first_line
            if key in result:
                what = _("The key “{key}” stands twice.").format(key=key)
                raise PackError(Problem(file, line, what, _("Only one of them could count."), _("Remove one.")))
            result[key] = _value(value_node, file, first_line, loader)
            result._lines[key] = line
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, file, first_line, loader) for child in node.value]
    return loader.construct_object(node)
