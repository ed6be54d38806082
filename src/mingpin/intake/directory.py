"""The register as a directory: whom an id, a credit code or a name means; several at once are nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import polars as pl

from mingpin.intake.columns import CREDIT_CODE
from mingpin.intake.proposals import Proposals
from mingpin.language import _
from mingpin.vocabulary import names
from mingpin.vocabulary.credit_codes import folded, is_credit_code

_NAMED = {"id": pl.String, "name": pl.String}


class How(IntEnum):
    """By what a subject was found, the surest first."""

    ID = 1
    CODE = 2
    NAME = 3
    FORM = 4
    """Its registered name, but for 有限公司 and 有限责任公司."""
    FORMER = 5


@dataclass(frozen=True)
class Directory:
    """The ways to name a subject. Each frame maps `key` to `id`, null where several subjects share the key: ids, codes and names
    as written (folded), names whatever the company's form, and former names.
    """

    ids: pl.DataFrame
    codes: pl.DataFrame
    names: pl.DataFrame
    forms: pl.DataFrame
    former: pl.DataFrame
    all_names: pl.DataFrame
    """Every `key` (a present or former name as written, folded) with each `id` that has it."""
    subjects: pl.DataFrame
    """`id`, `owner`, `code` and `name` of each subject."""

    @staticmethod
    def of(subjects: pl.DataFrame) -> Directory:
        """The directory of a physical frame of subjects; columns beside `subject_id` may be missing."""
        known = subjects.select(
            id="subject_id",
            owner=column_or_blank(subjects, "owner_id"),
            code=folded(column_or_blank(subjects, CREDIT_CODE)),
            name=column_or_blank(subjects, "name"),
        )
        present, earlier = _present_names(known), _former_names(subjects, known)
        earlier = earlier.join(present, on=["id", "key"], how="anti")
        form = names.comparable(pl.col("key"))
        return Directory(
            _unshared(known.select("id", key="id")),
            _unshared(known.select("id", key="code")),
            _unshared(present),
            _unshared(present.select("id", key=form)),
            _unshared(earlier.select("id", key=form)),
            pl.concat([present, earlier]),
            known.unique("id", keep="first", maintain_order=True),
        )

    def look_up(self, references: pl.Series) -> pl.DataFrame:
        """For each reference `id` (null where nothing or more than one is meant), `is_shared` (more than one) and `how`."""
        asked = references.alias("text").to_frame()
        by_id = asked.join(self.ids, left_on="text", right_on="key", how="left", maintain_order="left")
        open_ = by_id.filter(pl.col("text").is_not_null() & pl.col("id").is_null())["text"].unique()
        how = pl.when(pl.col("id").is_not_null()).then(pl.lit(How.ID.value))
        if open_.is_empty():
            return by_id.select("id", is_shared=pl.lit(False), how=how.cast(pl.Int8))
        found = self._found(open_)
        strange = found.filter(pl.col("how").is_null() & names.may_name_former(pl.col("text")))["text"]
        if len(strange):
            found = pl.concat([found.filter(~pl.col("text").is_in(strange.implode())), self._taken_apart(strange)])
        both = by_id.join(found, on="text", how="left", maintain_order="left", suffix="_other")
        is_shared = pl.col("how").is_not_null() & pl.col("id").is_null() & pl.col("id_other").is_null()
        return both.select(
            pl.coalesce("id", "id_other"), is_shared=is_shared, how=pl.coalesce(how, "how").cast(pl.Int8)
        )

    def named(self, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The ids of all subjects that each of these codes and names may mean, whatever the company's form."""
        asked = pl.Series("text", list(dict.fromkeys(texts)), dtype=pl.String).to_frame()
        by_form = self.all_names.select("id", key=names.comparable(pl.col("key")))
        by_code = self.subjects.select("id", key="code").drop_nulls()
        keys = asked.with_columns(_form=names.comparable(pl.col("text")), _code=folded(pl.col("text")))
        both = [
            keys.join(by_code, left_on="_code", right_on="key").select("text", "id"),
            keys.join(by_form, left_on="_form", right_on="key").select("text", "id"),
        ]
        groups = pl.concat(both).unique(maintain_order=True).group_by("text", maintain_order=True).agg("id")
        return {text: tuple(ids) for text, ids in groups.iter_rows()}

    def is_a_name_of(self, texts: pl.Series, ids: pl.Series) -> pl.Series:
        """Whether each text is, as written, a present or former name of the subject beside it."""
        asked = pl.DataFrame({"key": texts, "id": ids}).with_columns(names.folded(pl.col("key"))).with_row_index("_at")
        right = asked.join(self.all_names, on=["key", "id"], how="semi")["_at"]
        return asked["_at"].is_in(right.implode())

    def descriptions(self, ids: Iterable[str]) -> dict[str, str]:
        """These subjects for a person: each one's name with its credit code or id."""
        found = self.subjects.filter(pl.col("id").is_in(list(ids)))
        return {row["id"]: _description(row) for row in found.iter_rows(named=True)}

    @cached_property
    def proposals(self) -> Proposals:
        """Subjects by their short names, gathered when first asked for."""
        return Proposals(self.subjects)

    def _found(self, texts: pl.Series) -> pl.DataFrame:
        """`text`, `id`, `how`: by code, name, name whatever its form, former name; the first that knows the text decides."""
        text = pl.col("text")
        code = folded(text)
        frame = (
            texts.alias("text")
            .to_frame()
            .with_columns(
                pl.when(is_credit_code(code)).then(code).alias("_code"),
                names.folded(text).alias("_name"),
                names.comparable(text).alias("_form"),
            )
        )
        ways = (
            (How.CODE, "_code", self.codes),
            (How.NAME, "_name", self.names),
            (How.FORM, "_form", self.forms),
            (How.FORMER, "_form", self.former),
        )
        for how, key, known in ways:
            renamed = known.rename({"id": f"id_{how}", "known": f"known_{how}"})
            frame = frame.join(renamed, left_on=key, right_on="key", how="left", maintain_order="left")
        id_, how_ = pl.lit(None, dtype=pl.String), pl.lit(None, dtype=pl.Int32)
        for how, _key, _known in reversed(ways):
            knows = pl.col(f"known_{how}").is_not_null()
            id_ = pl.when(knows).then(f"id_{how}").otherwise(id_)
            how_ = pl.when(knows).then(pl.lit(how.value)).otherwise(how_)
        return frame.select("text", id=id_, how=how_)

    def _taken_apart(self, texts: pl.Series) -> pl.DataFrame:
        """The same for texts with former names in brackets (甲厂（原：乙厂）): who is meant where the known parts agree."""
        rows = []
        for text in texts:
            parts = names.split_name(text)
            found = self._found(pl.Series([parts.name, *parts.former], dtype=pl.String)).drop_nulls("how")
            ids = found["id"].unique()
            rows.append((text, ids[0] if len(ids) == 1 else None, found["how"].max()))
        return pl.DataFrame(rows, schema={"text": pl.String, "id": pl.String, "how": pl.Int32}, orient="row")


def _description(row: dict[str, Any]) -> str:
    """The name with the credit code, else the id."""
    if row["name"] is None or row["name"] == row["id"]:
        return str(row["id"])
    return _("{name} ({code})").format(name=row["name"], code=row["code"] or row["id"])


def _present_names(known: pl.DataFrame) -> pl.DataFrame:
    """`id`, `key` (folded) of every registered name; one with former names in brackets is known without them too."""
    named = known.filter(pl.col("name").is_not_null())
    bare = [
        (id_, names.split_name(name).name)
        for id_, name in named.filter(names.may_name_former(pl.col("name"))).select("id", "name").iter_rows()
    ]
    both = pl.concat([named.select("id", "name"), pl.DataFrame(bare, schema=_NAMED, orient="row")])
    return both.select("id", key=names.folded(pl.col("name"))).unique(maintain_order=True)


def _former_names(subjects: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The same of former names: those in their column, and those in the brackets of a name."""
    bracketed = [
        (id_, former)
        for id_, name in known.filter(names.may_name_former(pl.col("name"))).select("id", "name").iter_rows()
        for former in names.split_name(name).former
    ]
    parts = [pl.DataFrame(bracketed, schema=_NAMED, orient="row")]
    if "former_names" in subjects.columns:
        column = subjects.select(id="subject_id", name="former_names")
        parts.append(column.explode("name").filter(pl.col("name").is_not_null()))
    return pl.concat(parts).select("id", key=names.folded(pl.col("name"))).unique(maintain_order=True)


def _unshared(frame: pl.DataFrame) -> pl.DataFrame:
    one = pl.when(pl.col("id").n_unique() == 1).then(pl.col("id").first())
    known = frame.filter(pl.col("key").is_not_null())
    return known.group_by("key").agg(one.alias("id")).with_columns(known=pl.lit(True))


def column_or_blank(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The text column of this name; blanks where the frame has none."""
    return pl.col(name) if name in frame.columns else pl.lit(None, dtype=pl.String)
