"""What the actions of survey runs are called in the record."""

from __future__ import annotations

from mingpin.audit.wording import describe_action
from mingpin.language import later as _

describe_action("begin_run", _("began the survey {object}"))
describe_action("finish_run", _("finished the survey {object}"))
describe_action("fail_run", _("gave the survey {object} up"))
describe_action("ask_for_workbook", _("had the workbook of the survey {object} written"))
