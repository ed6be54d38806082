"""Loading the demonstration from the command line, with what it came to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from rich.text import Text

from mingpin.cli.console import emit_json, out, program_name, steps
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.platform import bring_up_to_date, start_platform
from mingpin.documents.sheet_parts import demonstration_words
from mingpin.language import _


def load_stage(*, stage: str, subjects: int, seed: int, as_of: date, if_empty: bool, as_json: bool) -> None:
    """Loads the stage and says what is there now. Raises Stop where it is refused."""
    start_platform()
    from mingpin.errors import DomainError
    from mingpin.portal.demonstration.load import load_registry, refuse_unless_empty
    from mingpin.portal.demonstration.policies import load_policies

    bring_up_to_date()
    try:
        refuse_unless_empty()
    except DomainError as error:
        if if_empty:
            return
        raise Stop(Exit.INPUT, error.what, error.remedy) from error
    with steps() as now:
        now.begin(_("Making up subjects"), total=subjects)
        try:
            loaded = load_registry(subjects=subjects, seed=seed, as_of=as_of, progress=now.reach)
        except DomainError as error:
            raise Stop(Exit.INPUT, error.what, error.why, error.remedy) from error
        if stage == "policies":
            now.begin(_("Surveying the register"))
            load_policies(as_of)
    if as_json:
        emit_json(asdict(loaded))
        return
    console = out()
    console.print(Text(f" {demonstration_words()} ", style="reverse"))
    told = _(
        "{subjects} subjects, {evidence} rows of evidence in {batches} batches, {organisations} organisations, {people} people."
    )
    console.print(Text(told.format(**{name: f"{count:,}" for name, count in asdict(loaded).items()})), soft_wrap=True)
    console.print(Text(_("Next:"), style="faint"))
    console.print(
        Text(f"  MINGPIN_DEMONSTRATION=1 {program_name()} serve --with-worker", style="command"), soft_wrap=True
    )
