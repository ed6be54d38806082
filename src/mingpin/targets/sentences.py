"""What the record says of what people did about targets."""

from __future__ import annotations

from mingpin.audit.wording import describe_action
from mingpin.language import later as _


def describe_targets() -> None:
    """Gives every action of the app its sentence; called once, when the apps start."""
    describe_action("report_figure", _("reported the figure of a target: {object}"))
    describe_action("restate_figure", _("restated the figure of a target: {object}"))
