"""The chart of the page: seconds per million subjects, on paper as on a screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.register.contenders import CONTENDERS, Task
from benchmarks.register.goals import Run, results_of

_OURS, _PEER = "#1f2937", "#cbd5e1"
_TITLES = {
    Task.END_TO_END: "from Parquet to file",
    Task.LOGIC: "logic in memory",
    Task.ROW_BY_ROW: "one subject at a time",
}


def draw_chart(rows: int, run: Run, file: Path) -> None:
    """Writes an SVG of one run: a panel per task, a logarithmic axis, every bar with its figure. Letters are paths."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "mingpin", "font.size": 9})
    shown = [(task, bars) for task in Task if (bars := [r for r in results_of(run, task) if r["median"]])]
    heights = [len(bars) + 1 for _task, bars in shown]
    figure = Figure(figsize=(8, 0.34 * sum(heights) + 0.6), layout="constrained")
    panels: Any = figure.subplots(len(shown), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights})
    for (task, bars), panel in zip(shown, panels[:, 0], strict=True):
        _draw_panel(panel, _TITLES[task], bars)
    panels[-1, 0].set_xlabel(f"seconds per million subjects (logarithmic), measured with {rows:,}")
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, format="svg", metadata={"Date": None})


def _draw_panel(panel: Any, title: str, bars: list[dict[str, Any]]) -> None:
    seconds = [result["median"] / result["rows"] * 1e6 for result in bars]
    is_ours = [CONTENDERS[result["name"]].is_ours for result in bars]
    drawn = panel.barh(
        [result["name"] for result in bars],
        seconds,
        color=[_OURS if ours else _PEER for ours in is_ours],
        edgecolor=_OURS,
        linewidth=0.5,
    )
    panel.bar_label(drawn, [f"{figure:,.3g}" for figure in seconds], padding=3)
    panel.set_xscale("log")
    panel.margins(x=0.15)
    panel.invert_yaxis()
    panel.set_title(title, loc="left", fontweight="bold")
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
