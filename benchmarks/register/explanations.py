"""How long whole explanations take, once a survey is in memory: one at a time, and ten thousand of them.

`python -m benchmarks.register.explanations` prints one line of JSON: figures by pack.
"""

from __future__ import annotations

import gc
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from benchmarks.register import load_program, read_evidence
from benchmarks.register.generate import generate
from mingpin.demo import generate as generate_demo
from mingpin.engine import Explainer, Survey, compile_program, load_pack, run_survey
from mingpin.vocabulary.completion import complete

MANY = 10_000
DEMO = Path(__file__).parents[2] / "packs" / "xinxiang" / "meiyu-2023"
DEMO_DAY = date(2024, 6, 30)


def explanation_figures(survey: Survey) -> dict[str, float]:
    """Milliseconds of one explanation, of each subject for the first time (`first_median_ms`, `first_p99_ms`), again
    (`again_p99_ms`) and again written as JSON (`json_p99_ms`); seconds of all for the first time by the clock (`all_s`) and of
    a core (`all_on_core_s`), of making the explainer before (`made_s`); and of how many `subjects`."""
    ids = survey.gates.get_column("subject_id").to_list()
    started = time.perf_counter()
    explainer = Explainer(survey)
    made = time.perf_counter() - started
    explainer.explain(ids[0])
    gc.collect()
    gc.freeze()  # what was read stays; a server does the same after its start
    on_core = time.process_time()
    first = _clocked(explainer.explain, ids)
    on_core = time.process_time() - on_core
    again = _clocked(explainer.explain, ids)
    written = _clocked(lambda id_: json.dumps(explainer.explain(id_), ensure_ascii=False), ids)
    return {
        "subjects": len(ids),
        "first_median_ms": _place(first, 0.5) * 1000,
        "first_p99_ms": _place(first, 0.99) * 1000,
        "again_p99_ms": _place(again, 0.99) * 1000,
        "json_p99_ms": _place(written, 0.99) * 1000,
        "all_s": sum(first),
        "all_on_core_s": on_core,
        "made_s": made,
    }


def _clocked(explain: Callable[[str], object], ids: Sequence[str]) -> list[float]:
    took = []
    for id_ in ids:
        started = time.perf_counter()
        explain(id_)
        took.append(time.perf_counter() - started)
    return took


def _place(figures: Sequence[float], share: float) -> float:
    return sorted(figures)[min(int(len(figures) * share), len(figures) - 1)]


def main() -> None:
    surveys = {"benchmarks/register": _of_register, "xinxiang/meiyu-2023": _of_demo}
    print(json.dumps({name: explanation_figures(survey()) for name, survey in surveys.items()}))


def _of_register() -> Survey:
    program = load_program()
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), MANY)
        return run_survey(program, read_evidence(Path(folder), program.pack.vocabulary))


def _of_demo() -> Survey:
    pack = load_pack(DEMO)
    evidence = generate_demo(pack.vocabulary, subjects=MANY, seed=7, as_of=DEMO_DAY)
    return run_survey(compile_program(pack, year=DEMO_DAY.year, as_of=DEMO_DAY), complete(evidence, pack.vocabulary))


if __name__ == "__main__":
    main()
