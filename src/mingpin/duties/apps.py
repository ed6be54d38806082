"""Who has to do what by when: duties, milestones, meetings of the leading group, the bulletin, the assessment."""

from __future__ import annotations

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "mingpin.duties"
    label = "duties"

    def ready(self) -> None:
        from mingpin.duties import permissions  # noqa: F401  who may do what is laid down at the start
        from mingpin.duties.framing import show_in_frame
        from mingpin.duties.live import lines_of_duties
        from mingpin.duties.sentences import describe_duties
        from mingpin.policies.live import add_live_lines

        describe_duties()
        show_in_frame()
        add_live_lines(lines_of_duties)
