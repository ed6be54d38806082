"""Whatever the program says, it says in Chinese too, with the same blanks to fill."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tools.messages import MARKS, SOURCE, messages_in_code, read_catalogue, untranslated, updated_catalogues

TRANSLATIONS = [(str(message.id), str(message.string)) for message in read_catalogue() if message.id]
_MARKUP = re.compile(r"\[/?[a-z][a-z ]*\]|`[^`]+`")
_LATER = re.compile(r"import later as (\w+)")
_HAN = re.compile(r"[㐀-鿿]")


def test_every_message_is_in_the_catalogue_and_nothing_else() -> None:
    known = {message for message, _translation in TRANSLATIONS}
    assert known == set(messages_in_code()), "run `make messages`"


def test_every_message_has_a_translation() -> None:
    assert [message for catalogue in updated_catalogues().values() for message in untranslated(catalogue)] == []


@pytest.mark.parametrize(("message", "translation"), TRANSLATIONS)
def test_a_translation_keeps_the_blanks(message: str, translation: str) -> None:
    if translation:
        assert _blanks(translation) == _blanks(message)


@pytest.mark.parametrize(("message", "translation"), TRANSLATIONS)
def test_a_translation_keeps_what_is_to_be_typed(message: str, translation: str) -> None:
    """Words in backticks and colours in brackets are the same in both languages, save where what is to be typed is Chinese."""
    if translation:
        assert {m for m in _MARKUP.findall(translation) if not _HAN.search(m)} <= set(_MARKUP.findall(message))


def test_no_message_is_put_together_before_it_is_translated() -> None:
    """A message with its blanks filled in, or made of parts, would not be found in the catalogue."""
    assert [f"{path.relative_to(SOURCE)}:{line}" for path, line in _computed_messages()] == []


def _blanks(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def _computed_messages() -> Iterator[tuple[Path, int]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                argument = node.args[0] if node.args else None
                if isinstance(argument, ast.JoinedStr | ast.BinOp | ast.Call):
                    yield path, node.lineno


def test_what_is_translated_later_goes_by_a_name_that_the_tool_knows() -> None:
    """Otherwise its messages would not be found in the code and stay English."""
    names = {name for path in SOURCE.rglob("*.py") for name in _LATER.findall(path.read_text("utf-8"))}
    assert names <= set(MARKS)
