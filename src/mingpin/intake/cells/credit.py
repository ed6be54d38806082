"""Cells that should hold a credit code."""

from __future__ import annotations

import re

import polars as pl

from mingpin.intake.cells.column import Reading
from mingpin.intake.cells.signs import is_none, plain
from mingpin.language import _
from mingpin.vocabulary.credit_codes import (
    corrections,
    folded,
    is_credit_code,
    is_identity_number,
    is_old_registration_number,
    is_organisation_code,
    is_valid,
)
from mingpin.vocabulary.values import ValueFault

_COPY = re.compile(r"(?P<code>[0-9A-Z]{18})\([0-9]{1,2}-[0-9]{1,2}\)")
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+")
_OLD_TAX_NUMBER = re.compile(r"[0-9]{6}[0-9A-Z]{8}[0-9X]")


def fast_credit_code() -> pl.Expr:
    code = folded(pl.col("cell"))
    return pl.when(is_credit_code(code)).then(code)


def read_credit_code(value: str) -> Reading:
    """The code in its standard writing. Raises ValueFault, with what the text is instead, or what was probably meant."""
    if is_none(value):
        return Reading(
            None, _("“{value}”: the subject has no credit code; the cell is held blank.").format(value=value)
        )
    code = "".join(plain(value).upper().split())
    copy = _COPY.fullmatch(code)
    if copy:
        note = _("“{value}” ends in the number of a copy of the licence; the code before it was taken.")
        code = copy["code"]
        if is_valid(code):
            return Reading(code, note.format(value=value))
    if is_valid(code):
        return Reading(code)
    raise ValueFault(_fault(value, code))


def _fault(value: str, code: str) -> str:
    if is_identity_number(code):
        masked = f"{code[:3]}…{code[-2:]}"
        reason = _(
            "“{value}” is a citizen's identity number, which must not be sent; write the credit code of the licence."
        )
        return reason.format(value=masked)
    if _ROUNDED.fullmatch(code):
        reason = _(
            "“{value}” was rounded by a spreadsheet; format the cell as text and copy the code from the licence."
        )
        return reason.format(value=value)
    likely = corrections(code)
    if likely:
        reason = _("“{value}” is no valid credit code; perhaps {meant}?")
        return reason.format(value=value, meant=_(" or ").join(likely))
    return _other_number(value, code) or _misshapen(value, code)


def _other_number(value: str, code: str) -> str:
    if is_old_registration_number(code):
        reason = _("“{value}” is an old registration number; write the 18 characters of today's licence, or nothing.")
        return reason.format(value=value)
    if _OLD_TAX_NUMBER.fullmatch(code) and is_organisation_code(code[6:]):
        reason = _("“{value}” is an old taxpayer number; write the 18 characters of today's licence, or nothing.")
        return reason.format(value=value)
    if len(code) == 15 and code.isascii() and code.isdigit():
        reason = _(
            "“{value}” looks like an old registration number, but its check digit is wrong; write the 18 characters of today's "
            "licence, or nothing."
        )
        return reason.format(value=value)
    if is_organisation_code(code):
        reason = _("“{value}” is an organisation code, a part of the credit code; write all 18 characters, or nothing.")
        return reason.format(value=value)
    return ""


def _misshapen(value: str, code: str) -> str:
    if len(code) != 18:
        reason = _("“{value}” has {length} characters, a credit code has 18.")
        return reason.format(value=value, length=len(code))
    if code.isascii() and code.isdigit() and code.endswith("000"):
        reason = _(
            "“{value}” was probably rounded by a spreadsheet, which keeps 15 digits; copy it from the licence as text."
        )
        return reason.format(value=value)
    return _("The check digit of “{value}” is wrong; compare it with the licence.").format(value=value)
