"""The entry of the command line."""

from __future__ import annotations

from importlib.metadata import version

import click

from mingpin.cli.audit_commands import audit
from mingpin.cli.compare_command import compare
from mingpin.cli.demo_command import demo_data
from mingpin.cli.demo_stage_command import demo
from mingpin.cli.evidence_command import evidence
from mingpin.cli.explain_command import explain
from mingpin.cli.framework import Group, Option, language_option
from mingpin.cli.framework import marked as _
from mingpin.cli.intake_commands import intake
from mingpin.cli.pack_commands import pack
from mingpin.cli.platform_commands import begin, check, migrate, serve, worker
from mingpin.cli.replay_command import replay
from mingpin.cli.roadmap_command import roadmap
from mingpin.cli.settle_command import settle
from mingpin.cli.survey_command import survey
from mingpin.cli.witness_commands import witness


@click.group(
    cls=Group,
    help=_(
        "Mingpin runs a public-brand programme from its own policy document: every clause executable, every verdict cited."
    ),
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)
@click.version_option(version("mingpin"), prog_name="mingpin", cls=Option, help=_("Show the version and exit."))
@language_option
def main() -> None:
    pass


for command in (
    survey,
    explain,
    settle,
    roadmap,
    compare,
    intake,
    evidence,
    pack,
    demo_data,
    demo,
    serve,
    worker,
    migrate,
    begin,
    check,
    audit,
    replay,
    witness,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
