"""What the interface takes and gives, as its description has it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

LONGEST_CELL = 4000
MOST_ROWS = 5000


def _cell(value: Any) -> Any:
    """A cell as it came: what it means is for the reading of evidence to say. Raises ValueError for what is no cell."""
    items = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        raise ValueError("a list in a cell holds texts")
    for item in items:
        if isinstance(item, str):
            if len(item) > LONGEST_CELL or not _is_text(item):
                raise ValueError(
                    f"a text in a cell has up to {LONGEST_CELL} characters, none of them a control character"
                )
        elif not isinstance(item, bool | int | Decimal | float | None):
            raise ValueError("a cell is a text, a number, true, false, null or a list of texts")
    return value


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any(0xD800 <= ord(character) <= 0xDFFF for character in text)


def _text(value: str) -> str:
    if not _is_text(value):
        raise ValueError("the text has a character that is none")
    return value


_CELL = {
    "anyOf": [
        {"type": "string", "maxLength": LONGEST_CELL},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "null"},
        {"type": "array", "items": {"type": "string", "maxLength": LONGEST_CELL}},
    ],
    "title": "Cell",
}
Cell = Annotated[Any, AfterValidator(_cell), WithJsonSchema(_CELL)]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,60}$")]
Row = Annotated[dict[ColumnName, Cell], Field(min_length=1, description="The cells of one row by column.")]
TableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,31}$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_text)]
Note = Annotated[str, StringConstraints(max_length=400), AfterValidator(_text)]
Search = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f]*$"), AfterValidator(_text)]
Code = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00-\x1f]*$"), AfterValidator(_text)]


Cursor = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_=-]*$")]
Limit = Annotated[int, Field(ge=1, le=200)]
RowNumber = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Strict(Schema):
    """Takes nothing that it does not know: a misspelt member is told, not passed over."""

    model_config = ConfigDict(extra="forbid")


class Page(Strict):
    """Which page: the cursor that the page before gave, and how many at most."""

    cursor: Cursor = ""
    limit: Limit = 50


class SubjectSearch(Page):
    q: Search = Field("", description="Part of a name, of its pinyin initials or of a code.")
    kind: Code = ""
    area: Code = Field("", description="An area code; all areas that begin with it.")
    domain: Code = ""
    uscc: Code = ""


class EvidenceSearch(Page):
    subject: Code = Field("", description="The rows about this subject, by subject id.")
    table: Code = Field("", description="The rows of this evidence table.")
    state: Literal["current", "superseded", "all"] = Field(
        "current", description="Rows that count, that were superseded, or both."
    )


class SubjectOut(Schema):
    subject_id: str
    kind: str
    name: str
    uscc: str
    area: str
    domain: str
    industry_field: str
    industry: str
    entity_type: str
    registered_on: date | None
    owner: str | None
    merged_into: str | None
    updated_at: datetime


class NameOut(Schema):
    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None


class IdentifierOut(Schema):
    scheme: str
    value: str


class SubjectDetail(SubjectOut):
    names: list[NameOut]
    identifiers: list[IdentifierOut]
    evidence: dict[str, int]
    """How many current rows there are, by evidence table."""


class SubjectPage(Schema):
    items: list[SubjectOut]
    next: str | None
    """The cursor of the next page; null on the last."""


class SourceOut(Schema):
    file: str
    sheet: str
    row: int | None
    hash: str
    supplied_by: str
    batch: int
    batch_title: str


class EvidenceOut(Schema):
    id: int
    table: str
    subject_id: str | None
    values: dict[str, Any]
    dated_on: date | None
    valid_to: date | None
    source: SourceOut
    recorded_at: datetime
    superseded_at: datetime | None
    superseded_by: int | None
    superseded_reason: str


class EvidencePage(Schema):
    items: list[EvidenceOut]
    next: str | None


class TableBrief(Schema):
    id: str
    label: dict[str, str]


class ColumnOut(Schema):
    name: str
    type: str
    label: dict[str, str]
    classification: str | None
    is_required: bool


class TableOut(TableBrief):
    columns: list[ColumnOut]


class EntryOut(Schema):
    code: str
    label: dict[str, str]
    rank: int | None


class ClassificationOut(Schema):
    id: str
    label: dict[str, str]
    is_ordered: bool
    entries: list[EntryOut]


class VocabularyOut(Schema):
    hash: str
    """Changes when the vocabulary does."""
    tables: list[TableBrief]
    classifications: list[TableBrief]
    lists: list[TableBrief]


class TokenOut(Schema):
    organisation: str
    role: str
    scopes: list[str]
    expires_on: date


class Push(Strict):
    """Rows of evidence by evidence table; each names its subject by `subject_id`, `uscc` or `subject_name`."""

    title: Title
    note: Note = ""
    tables: Annotated[
        dict[TableName, Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)]], Field(min_length=1)
    ]


class CoveragePush(Strict):
    """Declarations that a list is complete: rows of the table `coverage`."""

    title: Title
    note: Note = ""
    declarations: Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)]


class CellFault(Schema):
    column: str
    value: str
    reason: str


class RowAnswer(Schema):
    row: int
    """Its place among the rows sent of its table, from 0."""
    result: Literal["new", "changed", "known", "outdated", "rejected"]
    reasons: list[CellFault] = []


class TableAnswer(Schema):
    read: int
    accepted: int
    rejected: int
    rows: list[RowAnswer]
    remarks: list[str]


class PushAnswer(Schema):
    batch: int | None
    """The batch in which what is new came in; null where nothing was new."""
    tables: dict[str, TableAnswer]
