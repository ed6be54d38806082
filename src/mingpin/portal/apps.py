from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "mingpin.portal"
    label = "portal"

    def ready(self) -> None:
        from mingpin.accounts.states import Role
        from mingpin.language import later as _
        from mingpin.pages.navigation import add_entry

        add_entry(_("My desk"), "desk", icon="inbox", place=0, roles=[*Role, ""])
