"""Whether the database is as this version of the program needs it."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_known: set[str] = set()


def is_up_to_date() -> bool:
    """Whether the database has every migration of this version. Once it has, it is not asked again in this process."""
    name = str(connection.settings_dict["NAME"])
    if name not in _known and not missing_migrations():
        _known.add(name)
    return name in _known


def missing_migrations() -> list[str]:
    """The migrations that the database lacks, as `app.name`, in the order in which they will be applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
