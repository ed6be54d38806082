"""Eight who write to the record at once."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection, transaction

from mingpin.audit.actions import record
from mingpin.audit.checkpoints import verify_database
from mingpin.audit.who import Who

THREADS, EACH = 8, 25


def race() -> dict[str, Any]:
    """Eight threads write 25 entries each into an empty record; what it is found to be."""
    errors: list[str] = []
    start = threading.Barrier(THREADS)

    def write(writer: int) -> None:
        start.wait()
        try:
            for number in range(EACH):
                with transaction.atomic():
                    private = {"name": f"{writer}-{number}"} if number % 5 == 0 else None
                    record(
                        by=Who(f"person:{writer}"),
                        action="change_person",
                        on=("accounts.person", number),
                        private=private,
                    )
        except Exception as error:
            errors.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verify_database().as_json()
    return {"size": found["size"], "code": found["code"], "findings": found["findings"], "errors": errors}
