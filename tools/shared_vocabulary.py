"""The page of what packs share: tables, facts, lists, classifications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from mingpin.vocabulary import Vocabulary, load_vocabulary
from mingpin.vocabulary.evidence import SOURCE_COLUMNS
from mingpin.vocabulary.load import PROVENANCE
from mingpin.vocabulary.model import About, Classification, Fact, Table, Type

PACKS = Path(__file__).parent.parent / "packs" / "vocabulary"

HEAD = """# 词汇 · Vocabulary

本页由 `packs/vocabulary` 生成（`make docs`）：各政策包共用的证据表、事实、名单和分类。
This page is printed from `packs/vocabulary` (`make docs`): evidence tables, facts, lists and classifications for all packs.

未注明“主体自身”的事实，取组织及其品牌、产品的行。
Facts not marked “own rows” take those of the organisation and of what it carries.

- [证据表 · Tables](#tables)
- [事实 · Facts](#facts)
- [名单 · Lists](#lists)
- [分类 · Classifications](#classifications)"""

TYPES: Mapping[Type, str] = {
    Type.TEXT: "文字",
    Type.CODE: "代码",
    Type.LEVEL: "层级",
    Type.BOOL: "是非",
    Type.INT: "整数",
    Type.MONEY: "金额（元）",
    Type.SHARE: "比例（0–1）",
    Type.DATE: "日期（可只到年、月）",
    Type.ITEMS: "多项（分号、顿号隔开）",
}
TAKES = {"value": "取值", "exists": "有无", "count": "次数", "max": "最高", "latest": "最近日期", "sum": "合计"}
ABOUT = {About.ORGANISATION: "", About.SUBJECT: "（主体自身的行 own rows）", About.BOTH: "（主体及其组织的行 both）"}
LONG = 60


def vocabulary_page() -> str:
    """The vocabulary, as Markdown in both languages."""
    vocabulary = load_vocabulary(PACKS)
    parts = [HEAD, '<a id="tables"></a>\n\n## 证据表 · Tables', _provenance()]
    parts += [_table(table) for table in vocabulary.tables.values()]
    parts += ['<a id="facts"></a>\n\n## 事实 · Facts', _facts(vocabulary)]
    parts += ['<a id="lists"></a>\n\n## 名单 · Lists', _lists(vocabulary)]
    parts += ['<a id="classifications"></a>\n\n## 分类 · Classifications', *_classifications(vocabulary)]
    return "\n\n".join(parts) + "\n"


def _both(label: Mapping[str, str]) -> str:
    return " | ".join(_cell(label.get(language, "")) for language in ("zh", "en"))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _provenance() -> str:
    columns = "、".join(f"`{name}` {column.label['zh']}" for name, column in PROVENANCE.items())
    added = "、".join(f"`{name}`" for name in SOURCE_COLUMNS)
    return (
        f"每张表另有来源列：{columns}；读入时另加 {added}。\n"
        "Every table also has these provenance columns; the reader adds where each row stood, the file's SHA-256 and who sent it."
    )


def _table(table: Table) -> str:
    lines = [
        f"### `{table.id}` {table.label['zh']} · {table.label.get('en', '')}",
        "",
        "| 列 column | 中文 | English | 类型 type | 也认作 also read as |",
        "| --- | --- | --- | --- | --- |",
    ]
    for column in table.columns.values():
        if column.name in PROVENANCE:
            continue
        classification = f" [`{column.classification}`](#{column.classification})" if column.classification else ""
        required = "，必填" if column.is_required else ""
        synonyms = _cell("、".join(column.synonyms))
        lines.append(
            f"| `{column.name}` | {_both(column.label)} | {TYPES[column.type]}{required}{classification} | {synonyms} |"
        )
    return "\n".join(lines)


def _facts(vocabulary: Vocabulary) -> str:
    lines = [
        "| 事实 fact | 中文 | English | 类型 type | 取自 from | 条件 where | 名单 list | 谁提供 holder |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_fact(fact, vocabulary) for fact in vocabulary.facts.values()]
    return "\n".join(lines)


def _fact(fact: Fact, vocabulary: Vocabulary) -> str:
    classification = f" [`{fact.classification}`](#{fact.classification})" if fact.classification else ""
    taken = f"`{fact.table}{'.' + fact.column if fact.column else ''}` {TAKES[fact.take]}{ABOUT[fact.about]}"
    where = f"`{_cell(fact.where)}`" if fact.where else ""
    holder = vocabulary.label_of("department", fact.holder).get("zh", "") if fact.holder else ""
    holder = "企业" if fact.holder == "enterprise" else holder
    list_ = f"`{fact.list}`" if fact.list else ""
    cells = [f"`{fact.name}`", _both(fact.label), TYPES[fact.type] + classification, taken, where, list_, holder]
    return f"| {' | '.join(cells)} |"


def _lists(vocabulary: Vocabulary) -> str:
    lines = [
        "| 名单 list | 中文 | English | 种类 kind | 谁提供 holder | 含于 included in |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for list_ in vocabulary.lists.values():
        holder = vocabulary.label_of("department", list_.holder).get("zh", "")
        kind = {"events": "事件 events", "register": "名册 register"}[list_.kind.value]
        included = "、".join(f"`{name}`" for name in list_.included_in)
        lines.append(f"| `{list_.id}` | {_both(list_.label)} | {kind} | {holder} | {included} |")
    return "\n".join(lines)


def _classifications(vocabulary: Vocabulary) -> Iterator[str]:
    for classification in vocabulary.classifications.values():
        if classification.id != "list":
            yield _classification(classification)


def _classification(classification: Classification) -> str:
    title = f"{classification.label['zh']} · {classification.label.get('en', '')}"
    head = f'<a id="{classification.id}"></a>\n\n### `{classification.id}` {title}'
    if len(classification.entries) > LONG:
        return f"{head}\n\n{len(classification.entries)} 个代码，见 `classifications/{classification.id}.yaml`。"
    lines = ["| 代码 code | 中文 | English |", "| --- | --- | --- |"]
    lines += [f"| `{entry.code}` | {_both(entry.label)} |" for entry in classification.entries.values()]
    return head + "\n\n" + "\n".join(lines)
