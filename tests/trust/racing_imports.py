"""Several people who apply the same import at once, and several workers who do the same job of it, on the database set up.

Run as a program, it makes a database of its own from DATABASE_URL, races there and prints what came of it as JSON.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

RACERS = 6


def race() -> dict[str, Any]:
    """What the appliers and the workers met, and what is there afterwards."""
    from mingpin.audit.models import Entry
    from mingpin.jobs.models import Job
    from mingpin.jobs.running import Progress
    from mingpin.registry.imports.actions import begin_import, upload_files
    from mingpin.registry.imports.tasks import apply_import
    from mingpin.registry.models import Batch, EvidenceRow, Import, Subject
    from tests.platform.cast import make_cast
    from tests.platform.imports.files import REGISTER, csv
    from tests.platform.jobs_now import run_jobs

    by = make_cast().wang
    of_import = upload_files(files=[csv(REGISTER)], by=by)
    run_jobs()
    appliers = _at_once(lambda: begin_import(Import.objects.get(pk=of_import.pk), by=by))
    job = Job.objects.get(kind="apply_import")
    workers = _at_once(lambda: apply_import(Progress(job), import_id=of_import.pk))
    of_import.refresh_from_db()
    return {
        "appliers": appliers,
        "workers": workers,
        "state": of_import.state,
        "batches": Batch.objects.count(),
        "subjects": Subject.objects.count(),
        "rows": EvidenceRow.objects.count(),
        "entries": Counter(
            Entry.objects.filter(action__in=["begin_import", "apply_import"]).values_list("action", flat=True)
        ),
    }


def _at_once(step: Callable[[], object]) -> dict[str, int]:
    """What each racer met: `done`, or the name of the error."""
    gate, met = threading.Barrier(RACERS), list[str]()

    def racer() -> None:
        from django.db import connection

        try:
            gate.wait()
            step()
            met.append("done")
        except Exception as error:
            met.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=racer) for _number in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(Counter(met))


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps(race()))
