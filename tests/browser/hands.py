"""How somebody works a page: with mouse and keyboard, or with the keyboard alone.

A journey says what is done (`visitor.click(…)`, `visitor.fill(…)`); the hands do it. By keyboard alone every control is walked to
with Tab, as people do: one that Tab does not reach, or on which the focus cannot be seen, fails the journey.
"""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from tests.conftest import EFFORT

MOST_STOPS = 400
"""A page has fewer controls between any two."""

BOTH = [
    pytest.param({"by_keyboard": True}, id="with scripts by keyboard alone"),
    pytest.param({"scripts": False}, id="without scripts"),
]
"""The two ways in which each journey is made. What a key does on a control, a click does too."""
LONG = [
    BOTH[0],
    pytest.param({"scripts": False}, id="without scripts", marks=pytest.mark.skipif(EFFORT == 1, reason="by night")),
]
"""The same for long journeys: without scripts by night."""


class Hands(Protocol):
    def click(self, control: Any) -> None: ...
    def fill(self, field: Any, text: str) -> None: ...
    def choose(self, field: Any, value: str) -> None: ...
    def attach(self, field: Any, files: Any) -> None: ...


class Both:
    """Mouse and keyboard."""

    def click(self, control: Any) -> None:
        control.click()

    def fill(self, field: Any, text: str) -> None:
        field.fill(text)

    def choose(self, field: Any, value: str) -> None:
        field.select_option(value)

    def attach(self, field: Any, files: Any) -> None:
        field.set_input_files(files)


class KeyboardAlone:
    def click(self, control: Any) -> None:
        self._reach(control)
        is_box = control.evaluate("e => e.matches('input[type=checkbox], input[type=radio]')")
        if is_box and control.is_checked() and control.get_attribute("type") == "radio":
            return  # an arrow key has chosen it on the way
        control.press("Space" if is_box else "Enter")  # waits, as a click does, until a page that is asked for comes

    def fill(self, field: Any, text: str) -> None:
        self._reach(field)
        keyboard = field.page.keyboard
        if field.get_attribute("type") == "date":
            self._fill_day(field, *text.split("-"))
        else:
            keyboard.press("Control+A")
            keyboard.press("Delete")
            keyboard.insert_text(text)
        assert field.input_value() == text, (field.input_value(), text)

    def _fill_day(self, field: Any, year: str, month: str, day: str) -> None:
        """In the order in which this browser asks for the parts, which its own language settles: a year is left by an arrow."""
        keyboard = field.page.keyboard
        for typed in ([month, day, year], [year, "ArrowRight", month, day], [day, month, year]):
            for _part in range(3):
                keyboard.press("ArrowLeft")
            for part in typed:
                keyboard.press(part) if part.isalpha() else keyboard.type(part)
            if field.input_value() == f"{year}-{month}-{day}":
                return

    def choose(self, field: Any, value: str) -> None:
        self._reach(field)
        places: list[str] = field.evaluate("e => [...e.options].map(o => o.value)")
        field.page.keyboard.press("Home")
        for _step in places:
            if field.input_value() == value:
                return
            field.page.keyboard.press("ArrowDown")
        assert field.input_value() == value, f"{value} is not among {places}"

    def attach(self, field: Any, files: Any) -> None:
        field.page.wait_for_load_state()
        self._reach(field)
        with field.page.expect_file_chooser() as chooser:
            field.press("Enter")
        chooser.value.set_files(files)

    def _reach(self, control: Any) -> None:
        """Presses Tab until the control has the focus, or Shift+Tab where it lies before; arrows in a group of radio buttons."""
        control.wait_for(state="visible")
        page, element = control.page, control.element_handle()
        key = "Shift+Tab" if page.evaluate(_LIES_BEFORE, element) else "Tab"
        for _stop in range(MOST_STOPS):
            if page.evaluate("e => document.activeElement === e", element):
                assert page.evaluate(_IS_SEEN, element), f"the focus cannot be seen on {_told(element)}"
                return
            page.keyboard.press("ArrowDown" if page.evaluate(_IS_IN_ITS_GROUP, element) else key)
        raise AssertionError(f"Tab does not reach {_told(element)}")


_LIES_BEFORE = """e => document.activeElement !== document.body
    && Boolean(document.activeElement.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING)"""
_IS_IN_ITS_GROUP = """e => e.type === 'radio' && document.activeElement.type === 'radio'
    && document.activeElement.name === e.name"""
_IS_SEEN = """e => { const style = getComputedStyle(e);
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none'; }"""


def _told(element: Any) -> str:
    return str(element.evaluate("e => e.outerHTML.slice(0, 200)"))
