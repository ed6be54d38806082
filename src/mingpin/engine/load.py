"""A policy pack from its folder, checked: nothing else in the engine reads files."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingpin.engine.blocks import read_clause
from mingpin.engine.check import find_problems
from mingpin.engine.model import Clause, DatedValue, Pack, Parameter, Ruling
from mingpin.engine.text import take_apart
from mingpin.language import _
from mingpin.vocabulary import PackError, Problem, Vocabulary, load_vocabulary
from mingpin.vocabulary.model import Type
from mingpin.vocabulary.source import Lines, read_yaml
from mingpin.vocabulary.values import ValueFault, physical

PARAMETER_TYPES = (Type.INT, Type.SHARE, Type.MONEY, Type.DATE)


def load_pack(folder: Path | str, vocabulary: Vocabulary | None = None) -> Pack:
    """The checked pack in this folder, with its vocabulary. Raises PackError that lists every problem found."""
    pack = read_pack(folder, vocabulary)
    problems = tuple(find_problems(pack))
    if problems:
        raise PackError(*problems)
    return pack


def read_pack(folder: Path | str, vocabulary: Vocabulary | None = None) -> Pack:
    """The pack as written, not checked. Raises PackError where it cannot even be read."""
    folder = Path(folder)
    header = read_yaml(folder / "pack.yaml")
    if vocabulary is None:
        vocabulary = load_vocabulary(folder / header["vocabulary"])
    policy = folder / "policy.md"
    if not policy.is_file():
        raise PackError(Problem("policy.md", 0, _("The file is missing."), _("A pack needs it."), _("Add the file.")))
    markdown = policy.read_bytes().decode("utf-8")
    text, blocks = take_apart(markdown, "policy.md", header.get("instruments") or {})
    clauses, problems = _read_each(blocks)
    if problems:
        raise PackError(*problems)
    found = hashlib.sha256(text.encode("utf-8")).hexdigest()
    if header.get("text_sha256") != found:
        what = _("The text of policy.md is not the issued text: its SHA-256 is {found}.").format(found=found)
        why = _("pack.yaml names {expected}.").format(expected=header.get("text_sha256"))
        problem = Problem("policy.md", 1, what, why, _("Restore the issued text; rules stand only inside rule blocks."))
        raise PackError(problem)
    return Pack(
        id=str(header["id"]),
        folder=folder,
        title=header["title"],
        authority=header.get("authority") or {},
        status=str(header.get("status") or ""),
        text=text,
        clauses=clauses,
        parameters=_parameters(folder / "parameters.yaml"),
        rulings=_rulings(folder / "rulings.yaml"),
        vocabulary=vocabulary,
        hash=_hash_of(folder, vocabulary),
    )


def _read_each(blocks: Any) -> tuple[tuple[Clause, ...], list[Problem]]:
    clauses: list[Clause] = []
    problems: list[Problem] = []
    for block in blocks:
        try:
            clauses.append(read_clause(block, "policy.md"))
        except PackError as error:
            problems.extend(error.problems)
    return tuple(clauses), problems


def _hash_of(folder: Path, vocabulary: Vocabulary) -> str:
    digest = hashlib.sha256(vocabulary.hash.encode())
    for name in ("pack.yaml", "policy.md", "parameters.yaml", "rulings.yaml"):
        path = folder / name
        digest.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def _parameters(path: Path) -> dict[str, Parameter]:
    return {name: _parameter(name, raw) for name, raw in (read_yaml(path) or {}).items()}


def _parameter(name: str, raw: Lines) -> Parameter:
    type_ = raw.get("type")
    if type_ not in PARAMETER_TYPES:
        what = _("The parameter “{name}” has the type “{type}”.").format(name=name, type=type_)
        raise PackError(
            Problem(
                raw.file, raw.line, what, "", _("Use one of: {choices}.").format(choices=", ".join(PARAMETER_TYPES))
            )
        )
    values = tuple(_dated_value(name, Type(type_), value) for value in raw.get("values") or ())
    return Parameter(name, raw["label"], type_, raw.get("unit") or {}, values, raw.line)


def _dated_value(name: str, type_: Type, raw: Lines) -> DatedValue:
    if not isinstance(raw.get("from"), date):
        what = _("A value of “{name}” has no date from which it holds.").format(name=name)
        raise PackError(Problem(raw.file, raw.line, what, "", _("Add `from: 2023-01-01`.")))
    if not raw.get("quote") and not raw.get("rationale"):
        what = _("A value of “{name}” says neither where it stands nor why it was chosen.").format(name=name)
        remedy = _("Add `quote:` and `clause:` if the number stands in the text, else `rationale:` and `set_by:`.")
        raise PackError(Problem(raw.file, raw.line, what, "", remedy))
    try:
        value = physical(
            type_, raw.get("value") if not isinstance(raw.get("value"), float) else Decimal(str(raw["value"]))
        )
    except ValueFault as fault:
        raise PackError(Problem(raw.file, raw.line_of("value"), str(fault), "", _("Correct the value."))) from fault
    if type_ is Type.DATE and value is not None:
        value = value[0]
    return DatedValue(
        raw["from"],
        value,
        raw.get("quote") or "",
        raw.get("clause") or "",
        raw.get("rationale") or {},
        raw.get("set_by") or {},
    )


def _rulings(path: Path) -> tuple[Ruling, ...]:
    if not path.is_file():
        return ()
    return tuple(
        Ruling(
            raw["question"],
            raw["picks"],
            raw["from"],
            raw.get("by") or "",
            raw.get("reason") or {},
            raw.get("document") or "",
        )
        for raw in read_yaml(path) or ()
    )
