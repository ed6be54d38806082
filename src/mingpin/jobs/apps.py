from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mingpin.jobs"
    label = "jobs"

    def ready(self) -> None:
        from mingpin.language import later as _
        from mingpin.pages.frame import add_user_link

        add_user_link(_("Jobs"), "jobs", icon="list-todo")
