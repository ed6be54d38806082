"""Asking for what is missing: requests to those who hold it, answers through intake, how much each is asked."""

from __future__ import annotations

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "mingpin.collection"
    label = "collection"

    def ready(self) -> None:
        from mingpin.collection import permissions, tasks  # noqa: F401  they register themselves
        from mingpin.collection.answering import ask_again, note_answers
        from mingpin.collection.asked import asked_columns
        from mingpin.collection.framing import show_in_frame
        from mingpin.collection.live import lines_of_requests
        from mingpin.collection.sentences import describe_collection
        from mingpin.policies.live import add_live_lines
        from mingpin.registry.entry.news import AFTER_ENTRY, AFTER_WITHDRAWAL
        from mingpin.registry.imports.asked import add_source
        from mingpin.registry.taking import take

        take.AFTER.append(note_answers)
        AFTER_ENTRY.append(note_answers)
        AFTER_WITHDRAWAL.append(lambda row: ask_again({row.batch_id}))
        add_source(asked_columns)
        add_live_lines(lines_of_requests)
        describe_collection()
        show_in_frame()
