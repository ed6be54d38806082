"""`mingpin serve`, `worker`, `migrate`, `begin`, `check`: running the platform."""

from __future__ import annotations

import click

from mingpin.cli import options
from mingpin.cli.framework import Argument, Command, Option
from mingpin.cli.framework import marked as _


@click.command(
    "serve",
    cls=Command,
    help=_(
        "Serve the platform to browsers. Refuses to start where a check fails: in production with demonstration accounts, "
        "debug pages or the key of development, or with a database that may lose what it acknowledged."
    ),
)
@click.option("--host", default="127.0.0.1", show_default=True, cls=Option, help=_("The address to listen on."))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, cls=Option, help=_("The port."))
@click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, cls=Option, help=_("How many processes serve.")
)
@click.option(
    "--blocking-threads",
    "threads",
    type=click.IntRange(1),
    default=4,
    show_default=True,
    cls=Option,
    help=_("Requests at once in each process."),
)
@click.option("--with-worker", is_flag=True, cls=Option, help=_("Do background jobs too, in a process beside."))
@click.option("--migrate", "migrates", is_flag=True, cls=Option, help=_("Bring the database up to date first."))
@options.shared
def serve(host: str, port: int, workers: int, threads: int, with_worker: bool, migrates: bool) -> None:
    from mingpin.cli.serving import Serving, serve_platform

    serve_platform(Serving(host, port, workers, threads), with_worker=with_worker, migrates=migrates)


@click.command(
    "worker",
    cls=Command,
    help=_(
        "Do background jobs: imports, exports and the like. Several workers may run at once, on several machines. What a "
        "worker that died has begun is done by another."
    ),
)
@click.option("--until-idle", is_flag=True, cls=Option, help=_("Stop as soon as nothing waits."))
@options.shared
def worker(until_idle: bool) -> None:
    from mingpin.cli.working import work

    work(until_idle=until_idle)


@click.command("migrate", cls=Command, help=_("Bring the platform's database up to date with this version."))
@options.shared
def migrate() -> None:
    from mingpin.cli.platform import bring_up_to_date, start_platform

    start_platform()
    click.echo(bring_up_to_date().rstrip())


@click.command(
    "begin",
    cls=Command,
    help=_(
        "Make the first account of a new platform: an administrator of the city office, whose password is told once and changed "
        "at the first sign-in. Everybody else is made in the browser. Refused where there is an administrator."
    ),
)
@click.argument("username", metavar="USERNAME", cls=Argument, help=_("The name with which the administrator signs in."))
@click.argument("name", metavar="NAME", cls=Argument, help=_("What the administrator is called."))
@click.option("--office", required=True, cls=Option, help=_("The name of the city office."))
@click.option(
    "--code",
    default="leading_group_office",
    show_default=True,
    cls=Option,
    help=_("What the policy packs call the city office."),
)
@options.shared
def begin(username: str, name: str, office: str, code: str) -> None:
    from mingpin.cli.platform import begin_platform

    click.echo(begin_platform(username=username, name=name, office=office, code=code))


@click.command("check", cls=Command, help=_("Check the platform's settings and its database; changes nothing."))
@click.option(
    "--deploy", is_flag=True, cls=Option, help=_("Check what matters in production too; a warning counts as an error.")
)
@options.shared
def check(deploy: bool) -> None:
    from mingpin.cli.platform import check_platform, need_up_to_date, start_platform, told_database
    from mingpin.language import _ as told

    start_platform()
    for sentence in check_platform(deploy=deploy, fail_on_warnings=deploy):
        click.echo(sentence)
    click.echo(told_database())
    need_up_to_date()
    click.echo(told(_("Everything that was checked is in order.")))
