"""Every form of Django's is drawn by our templates: help and error beside the field and tied to it, all errors on top."""

from __future__ import annotations

import re

import pytest

from tests.platform.fixtures import SignedIn

pytestmark = pytest.mark.urls("tests.platform.pages.small_list")


def test_a_field_names_its_help_and_its_error(signed_in: SignedIn) -> None:
    page = signed_in("wang").get("/form", {"which": "x"}).content.decode()
    control = re.search(r'<input type="text" name="name"[^>]*>', page)
    assert control
    assert 'aria-describedby="id_name_helptext id_name_error"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    assert 'class="form-control"' in control[0]
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page


def test_all_errors_stand_on_top_each_with_a_link_to_its_field(signed_in: SignedIn) -> None:
    page = signed_in("wang").get("/form", {"which": "x"}).content.decode()
    summary = page[page.index('<div class="error-summary"') :]
    summary = summary[: summary.index("</ul>")]
    links = re.findall(r'<a href="#([^"]+)">', summary)
    assert links == ["id_name", "id_kinds", "id_which"]
    assert [f'id="{link}"' in page for link in links] == [True, True, True]
    assert 'role="alert"' in summary


def test_a_form_that_was_not_sent_has_no_errors(signed_in: SignedIn) -> None:
    page = signed_in("wang").get("/form").content.decode()
    assert "error-summary" not in page
    assert "aria-invalid" not in page


def test_a_group_of_boxes_has_a_legend_and_each_box_its_label(signed_in: SignedIn) -> None:
    page = signed_in("wang").get("/form").content.decode()
    assert re.search(r"<legend[^>]*>种类", page)
    assert page.count('class="form-check-input"') == 2
    assert '<label class="form-check-label" for="id_kinds_0">甲</label>' in page
    assert 'class="form-select"' in page
