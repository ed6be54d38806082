from __future__ import annotations

from django.apps import AppConfig

from mingpin.language import later as _


class AuditConfig(AppConfig):
    name = "mingpin.audit"
    label = "audit"

    def ready(self) -> None:
        from mingpin.audit import checks  # noqa: F401  registers them
        from mingpin.audit.queries import READS_RECORD
        from mingpin.audit.sentences import describe_known_actions
        from mingpin.pages.frame import add_user_link

        describe_known_actions()
        add_user_link(_("Record"), "audit", icon="history", is_shown=lambda by: bool(by) and by.has_role(*READS_RECORD))
