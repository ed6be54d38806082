"""An index for finding any part of a text, on PostgreSQL where its extension pg_trgm can be had; elsewhere there is none."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement

_MAKE = """DO $$ BEGIN
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX %(name)s ON %(table)s USING gin (%(column)s gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'no trigram index: %%', SQLERRM;
END $$"""


class TrigramIndex(models.Index):
    """Makes the index or goes on without: searches are a scan of a narrow table then, which is quick enough for a city."""

    suffix = "trgm"

    def create_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **rest: Any
    ) -> Statement:
        if schema_editor.connection.vendor != "postgresql":
            return Statement("SELECT 1")
        column = model._meta.get_field(self.fields[0]).attname  # type: ignore[union-attr]
        quoted = schema_editor.quote_name
        return Statement(_MAKE, name=quoted(self.name or ""), table=quoted(model._meta.db_table), column=quoted(column))

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, **rest: Any) -> Statement:  # type: ignore[override]
        if schema_editor.connection.vendor != "postgresql":
            return Statement("SELECT 1")
        return Statement("DROP INDEX IF EXISTS %(name)s", name=schema_editor.quote_name(self.name or ""))
