"""A list of 100,000 rows taken in through the platform, against 200,000 held subjects: sent, read, previewed, applied.

Each database and kind of file in a process and a database of its own (PostgreSQL is started for it, with fsync on). The rows name
their subjects in turn by credit code, name and former name; some repeat, some are of strangers. Prints the seconds of each stage
(in brackets those of the processor: on a busy machine they tell more) and the peak memory; asserts that every row is accounted
for. The goal is 90 seconds from sending to applied, on two cores.

`python -m benchmarks.platform_import --rows 100000 --subjects 200000 --databases sqlite postgresql --kinds csv xlsx`
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import platform
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tools import postgresql

GOAL = 90.0
DATABASES, KINDS = ("sqlite", "postgresql"), ("csv", "xlsx")
STAGES = ("sent", "read", "applied", "again")
TITLES = ("序号", "企业名称", "统一社会信用代码", "荣誉名称", "级别", "授予单位", "获奖时间", "有效期至", "证书编号")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_AREAS = ("410702", "410703", "410704", "410711", "410721", "410724", "410725", "410726", "410727", "410781", "410782")
_WORDS = ("机械", "食品", "化工", "纺织", "电气", "制药", "建材", "起重", "物流", "面业", "轴承", "环保")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--subjects", type=int, default=200_000)
    arguments.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    arguments.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    arguments.add_argument("--profile", metavar="STAGE", help="also print where this stage spends its time")
    arguments.add_argument("--json", type=Path, help="write the figures here as well")
    arguments.add_argument("--one", metavar="KIND", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.one:
        print(json.dumps(_measure(chosen.one, chosen.rows, chosen.subjects, chosen.profile or "")))
        return
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, ", end="")
    print(
        f"{chosen.rows:,} rows against {chosen.subjects:,} subjects; the goal is {GOAL:.0f} s from sending to applied"
    )
    figures = [_measured(database, kind, chosen) for database in chosen.databases for kind in chosen.kinds]
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _measured(database: str, kind: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """The figures of one run, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.platform_import", "--one", kind]
    command += ["--rows", str(chosen.rows), "--subjects", str(chosen.subjects)]
    command += ["--profile", chosen.profile] if chosen.profile else []
    with tempfile.TemporaryDirectory() as home, _served(database) as url:
        environment = {**os.environ, "MINGPIN_HOME": home, "DJANGO_SETTINGS_MODULE": "mingpin.config.settings"}
        environment = {name: value for name, value in environment.items() if name != "DATABASE_URL"} | url
        told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    figure: dict[str, Any] = {"database": database, "kind": kind, **json.loads(told.splitlines()[-1])}
    _print(figure)
    return figure


def _print(figure: dict[str, Any]) -> None:
    seconds, busy = figure["seconds"], figure["busy"]
    whole, worked = (sum(each[stage] for stage in STAGES[:3]) for each in (seconds, busy))
    stages = " + ".join(f"{stage} {seconds[stage]:.1f} ({busy[stage]:.1f})" for stage in STAGES[:3])
    goal = "within the goal" if whole <= GOAL else "OVER THE GOAL"
    print(f"  {figure['database']:<10} {figure['kind']:<4} {whole:6.1f} s ({worked:.1f}) = {stages}, {goal}")
    others = ", ".join(f"{name} {seconds[name]:.1f} ({busy[name]:.1f})" for name in ("register", "again"))
    print(f"    {others} s, {figure['peak']:,.0f} MB, {figure['rows']}, {figure['changes']}", flush=True)


@contextmanager
def _served(database: str) -> Iterator[dict[str, str]]:
    if database == "sqlite":
        yield {}
        return
    where = postgresql.programs()
    if where is None:
        raise SystemExit(postgresql.MISSING)
    with postgresql.running(where) as folder:
        yield {"DATABASE_URL": postgresql.url(folder)}


def _measure(kind: str, rows: int, subjects: int, profiled: str) -> dict[str, Any]:
    """Sets the platform up in this process and takes the list in; seconds by stage."""
    import django

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.db import connection

    from mingpin.accounts.acting import Acting
    from mingpin.registry.imports.actions import begin_import, upload_files
    from mingpin.registry.models import EvidenceRow
    from mingpin.registry.states import BatchKind
    from mingpin.registry.taking import take_in

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER SYSTEM SET fsync = on")
            cursor.execute("SELECT pg_reload_conf()")
    call_command("migrate", verbosity=0)
    seconds: dict[str, float] = {}
    busy: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        profile = cProfile.Profile() if name == profiled else None
        started, ran = time.perf_counter(), _worked()
        with profile or _nothing():
            yield
        seconds[name] = time.perf_counter() - started
        busy[name] = _worked() - ran
        if profile:
            pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(60)

    office, department = _people()
    register = _register(subjects)
    with stage("register"):
        take_in({"subjects": register}, kind=BatchKind.IMPORT, title="名册", by=Acting.of(office))
    by = Acting.of(department)
    content = _list(register, rows, kind)

    def sent() -> Any:
        return upload_files(files=[SimpleUploadedFile(f"荣誉.{kind}", content)], by=by)

    with stage("sent"):
        of_import = sent()
    with stage("read"):
        _do_jobs()
    of_import.refresh_from_db()
    assert of_import.state == "read", of_import.refusal
    with stage("applied"):
        begin_import(of_import, by=by)
        _do_jobs()
    of_import.refresh_from_db()
    assert of_import.state == "applied", of_import.state
    counts = of_import.preview["rows"]
    assert counts["read"] == counts["accepted"] + counts["rejected"] + counts["noted"]
    changes = of_import.preview["tables"]["honours"]
    assert EvidenceRow.objects.current().filter(table="honours").count() == changes["new"]
    with stage("again"):
        of_import = sent()
        _do_jobs()
        of_import.refresh_from_db()
        begin_import(of_import, by=by)
        _do_jobs()
    assert EvidenceRow.objects.current().filter(table="honours").count() == changes["new"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "busy": busy, "peak": peak, "rows": counts, "changes": changes}


def _worked() -> float:
    """The processor seconds of this process and of the readers that it started; a database server's are not among them."""
    return sum(os.times()[:4])


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _do_jobs() -> None:
    """Does the jobs that wait, as a worker would, in this process."""
    from mingpin.jobs.models import Job
    from mingpin.jobs.running import run_job

    while waiting := Job.objects.filter(state="queued").order_by("created_at").first():
        run_job.call(str(waiting.pk))
        waiting.refresh_from_db()
        assert waiting.state == "done", waiting.error


def _people() -> tuple[Any, Any]:
    """Somebody of the office and somebody of a department."""
    from mingpin.accounts.models import Membership, Organisation, Person
    from mingpin.accounts.states import MembershipState, OrganisationKind, Role

    people = []
    for kind, code, role in (
        (OrganisationKind.OFFICE, "leading_group_office", Role.OFFICE),
        (OrganisationKind.DEPARTMENT, "market_regulation", Role.DEPARTMENT),
    ):
        person = Person.objects.create(username=role, name=role)
        organisation = Organisation.objects.create(kind=kind, code=code, name=f"示例·{code}")
        Membership.objects.create(
            person=person,
            organisation=organisation,
            role=role,
            valid_from=date(2023, 1, 1),
            state=MembershipState.CONFIRMED,
        )
        people.append(person)
    return people[0], people[1]


def _register(subjects: int) -> pl.DataFrame:
    """A register of so many fictitious enterprises, with credit codes, and former names of every seventh."""
    from mingpin.vocabulary.evidence import rows_frame
    from mingpin.vocabulary.place import shared_vocabulary

    rows = []
    for number in range(subjects):
        area = _AREAS[number % len(_AREAS)]
        code = _code(area, number)
        name = f"示例{_WORDS[number % len(_WORDS)]}{number:06d}有限公司"
        row: dict[str, object] = {"subject_id": code, "kind": "enterprise", "name": name, "uscc": code, "area": area}
        row |= {"registered_on": date(1995, 1, 1) + timedelta(days=number % 9000), "entity_type": "company_limited"}
        row |= {"address": f"示例路{number % 900}号", "industry": "34", "domain": "industry"}
        if number % 7 == 0:
            row["former_names"] = [f"示例旧名{number:06d}有限公司"]
        row |= {"source_file": "名册.csv", "source_row": number + 2}
        rows.append(row)
    return rows_frame(shared_vocabulary().tables["subjects"], rows)


def _code(area: str, number: int) -> str:
    """A credit code that passes its check digit."""
    body = f"91{area}MA{number:07d}"
    total = sum(_ALPHABET.index(character) * pow(3, at, 31) for at, character in enumerate(body))
    return body + _ALPHABET[-total % 31]


def _list(register: pl.DataFrame, rows: int, kind: str) -> bytes:
    """The department's list as a file: titles above, a note below."""
    import io

    names, codes, former = (register[column].to_list() for column in ("name", "uscc", "former_names"))
    table: list[tuple[object, ...]] = []
    for number in range(rows):
        at = number * 7919 % register.height
        way = number % 10
        name, code = names[at], codes[at]
        if way == 8 and former[at]:
            name, code = former[at][0], ""
        elif way > 5:
            code = ""
        if number % 1000 == 999:
            name, code = f"外地{number}公司", ""
        day = date(2015, 1, 1) + timedelta(days=number % 3000)
        table.append(
            (
                number + 1,
                name,
                code,
                "省长质量奖",
                "省级",
                "示例省人民政府",
                f"{day:%Y年%-m月%-d日}",
                "",
                f"示例〔{number}〕",
            )
        )
    if kind == "csv":
        lines = [",".join(TITLES), *(",".join(map(str, row)) for row in table)]
        return ("荣誉名单\n" + "\n".join(lines) + "\n").encode("gb18030")
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("荣誉")
    for at, row in enumerate([("荣誉名单",), TITLES, *table, ("注：示例数据，虚构。",)]):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    main()
