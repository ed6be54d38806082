from __future__ import annotations

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "mingpin.policies"
    label = "policies"

    def ready(self) -> None:
        from mingpin.policies import permissions, tasks, wording  # noqa: F401  who may do what, what jobs and sentences there are
        from mingpin.policies.framing import show_in_frame

        show_in_frame()
