from __future__ import annotations

from django.apps import AppConfig


class JudgementsConfig(AppConfig):
    name = "mingpin.judgements"
    label = "judgements"

    def ready(self) -> None:
        from mingpin.judgements import permissions, tasks  # noqa: F401  who may do what, what jobs there are
        from mingpin.judgements.framing import show_in_frame
        from mingpin.judgements.in_force import picks_on
        from mingpin.judgements.live import lines_of_judgements
        from mingpin.judgements.sentences import describe_judgements
        from mingpin.policies.live import add_live_lines
        from mingpin.policies.rulings import add_rulings

        describe_judgements()
        show_in_frame()
        add_rulings(picks_on)
        add_live_lines(lines_of_judgements)
