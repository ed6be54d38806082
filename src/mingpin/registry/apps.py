from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "mingpin.registry"
    label = "registry"

    def ready(self) -> None:
        from mingpin.accounts.news import add_on_confirmed
        from mingpin.registry import permissions  # noqa: F401  who may do what is laid down at the start
        from mingpin.registry.carriers import link_subjects
        from mingpin.registry.framing import show_in_frame
        from mingpin.registry.holding import note_holdings
        from mingpin.registry.imports import tell_the_frame
        from mingpin.registry.proposing import note_proposals
        from mingpin.registry.taking import take

        take.AFTER += [note_holdings, note_proposals]
        add_on_confirmed(link_subjects)
        show_in_frame()
        tell_the_frame()
