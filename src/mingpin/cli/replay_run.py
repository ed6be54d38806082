"""What `mingpin replay` does and says."""

from __future__ import annotations

from dataclasses import asdict

from rich.text import Text

from mingpin.cli.audit_runs import platform
from mingpin.cli.console import emit_json, out, steps
from mingpin.cli.exits import Exit, Stop
from mingpin.language import _


def replay(number: int, *, as_json: bool) -> bool:
    """Judges a survey again and says what it came to; whether it is proved. Raises Stop where there is nothing to judge."""
    with platform():
        from mingpin.policies.models import Run
        from mingpin.policies.runs import replay as replaying

        run = Run.objects.done().filter(pk=number).first()
        if run is None:
            raise Stop(Exit.INPUT, _("There is no survey {number} that is done.").format(number=number))
        with steps() as now:
            now.begin(_("Judging every subject by every clause"))
            try:
                found = replaying.replay(run)
            except FileNotFoundError as error:
                what = _("What survey {number} kept is no longer there: {place}.").format(number=number, place=error)
                raise Stop(Exit.INPUT, what, _("Put the folder of uploads back, from a backup.")) from error
    if as_json:
        emit_json({"run": number, "proved": found.is_proved, **asdict(found)})
        return found.is_proved
    same, other = _("the same as recorded"), _("not the same as recorded")
    lines = [
        (_("Evidence"), same if found.is_evidence_same else other, found.is_evidence_same),
        (_("Pack"), same if found.is_pack_same else other, found.is_pack_same),
        (
            _("Facts and verdicts"),
            _("{differing} of {subjects} subjects differ").format(**asdict(found)),
            not found.differing,
        ),
        (_("Verdicts in the database"), _("{in_database} differ").format(**asdict(found)), not found.in_database),
        (_("Program"), f"{found.engine_then} → {found.engine_now}", True),
    ]
    for name, told, is_good in lines:
        out().print(Text(f"{name}: {told}", style="met" if is_good else "not_met"))
    return found.is_proved
