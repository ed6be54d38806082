"""The page of the environment variables, printed from the table in the code."""

from __future__ import annotations

from collections.abc import Iterator

from mingpin.config.variables import GROUPS, Variable
from mingpin.language import in_language, use_language

WORDS = {
    "title": {"zh": "设置", "en": "Settings"},
    "head": {
        "zh": "[English](settings.en.md)\n\n平台由环境变量设置。本页由 `src/mingpin/config/variables.py` 生成（`make docs`）。"
        "带 * 的在正式使用时必须设置；`mingpin check --deploy` 逐项核对。怎样部署：见[这里](../how-to/deploy.md)。",
        "en": "[中文](settings.md)\n\nThe platform is set by environment variables. This page is printed from"
        " `src/mingpin/config/variables.py` (`make docs`). Those with a * have to be set in production;"
        " `mingpin check --deploy` looks at them. How to deploy: see [here](../how-to/deploy.en.md).",
    },
    "columns": {"zh": "| 变量 | 作用 | 默认 |", "en": "| variable | meaning | default |"},
}


def settings_page(language: str) -> str:
    """Every variable with its meaning and default, in this language."""
    use_language(language)
    try:
        parts = [f"# {in_language(WORDS['title'])}", in_language(WORDS["head"])]
        for title, group in GROUPS:
            parts += [f"## {title}", "\n".join(_table(group))]
        return "\n\n".join(parts) + "\n"
    finally:
        use_language("zh")


def _table(group: tuple[Variable, ...]) -> Iterator[str]:
    yield in_language(WORDS["columns"])
    yield "| --- | --- | --- |"
    for variable in group:
        default = str(variable.default)
        shown = default if not isinstance(variable.default, str) else f"`{default}`" if default else ""
        yield f"| `{variable.name}`{' *' if variable.needed else ''} | {variable.meaning} | {shown} |"
