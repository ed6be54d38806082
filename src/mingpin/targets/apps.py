"""The document's targets: measured from named records of evidence, or reported by their owners; never guessed."""

from __future__ import annotations

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "mingpin.targets"
    label = "targets"

    def ready(self) -> None:
        from mingpin.policies.live import add_live_lines
        from mingpin.targets import permissions  # noqa: F401  who may do what is laid down at the start
        from mingpin.targets.framing import show_in_frame
        from mingpin.targets.live import lines_of_targets
        from mingpin.targets.sentences import describe_targets

        describe_targets()
        show_in_frame()
        add_live_lines(lines_of_targets)
