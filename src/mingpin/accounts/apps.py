from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mingpin.accounts"
    label = "accounts"

    def ready(self) -> None:
        from mingpin.accounts.in_record import say_who_is_meant

        say_who_is_meant()
