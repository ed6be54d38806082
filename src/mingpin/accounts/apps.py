from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mingpin.accounts"
    label = "accounts"

    def ready(self) -> None:
        from mingpin.accounts import checks  # noqa: F401  registers them
        from mingpin.accounts.in_frame import tell_frame
        from mingpin.accounts.in_record import say_who_is_meant

        say_who_is_meant()
        tell_frame()
