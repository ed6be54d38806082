"""`begin_platform`: the city office and its first administrator; the password is told once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mingpin.accounts.actions.beginning import begin_platform
from mingpin.accounts.actions.people import random_password
from mingpin.errors import DomainError
from mingpin.language import _


class Command(BaseCommand):
    help = "Makes the city office and its first administrator, and tells the password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--office", required=True, help="name of the city office")
        parser.add_argument("--code", default="leading_group_office", help="its code in the vocabulary")

    def handle(self, *args: Any, **options: Any) -> None:
        password = random_password()
        try:
            membership = begin_platform(
                office=options["office"],
                code=options["code"],
                username=options["username"],
                name=options["name"],
                password=password,
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        said = _(
            "Sign-in name {username}, password {password}: it is told this once; another is chosen at the first sign-in."
        )
        self.stdout.write(said.format(username=membership.person.username, password=password))
