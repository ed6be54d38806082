"""What the actions of the platform are called in its record; an app that says it better calls `describe_action` itself."""

from __future__ import annotations

from mingpin.audit.wording import describe_action
from mingpin.language import later as _

SENTENCES = {
    # the record itself
    "erase_private": _("erased the personal data of entries {entries}"),
    "keep_answer": _("kept the answer of the witness “{witness}” to the checkpoint of {size} entries"),
    # signing in
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "signup": _("signed up: {object}"),
    "change_password": _("changed their password"),
    "give_password": _("gave {object} a new password"),
    "end_sessions": _("signed {object} out everywhere"),
    "activate_second_factor": _("set up a second factor"),
    "take_second_factor": _("took away the second factor of {object}"),
    "deactivate_second_factor": _("took away the second factor of {object}"),
    "make_recovery_codes": _("made new recovery codes"),
    "link_identity": _("linked their account to the city's unified identity"),
    # people and organisations
    "create_person": _("opened an account for {object}"),
    "appoint_person": _("appointed {object}"),
    "change_person": _("changed the details of {object}"),
    "activate_person": _("opened the account of {object} again"),
    "deactivate_person": _("closed the account of {object}"),
    "create_organisation": _("entered the organisation {object}"),
    "change_organisation": _("changed the organisation {object}"),
    "register_carrier": _("registered an enterprise and asked for a mandate: {object}"),
    "join_carrier": _("asked for a mandate: {object}"),
    "request_membership": _("asked for a membership: {object}"),
    "confirm_membership": _("confirmed the mandate: {object}"),
    "refuse_membership": _("refused the mandate: {object}"),
    "end_membership": _("ended the membership: {object}"),
    "give_delegation": _("delegated during absence: {object}"),
    "revoke_delegation": _("took the delegation back: {object}"),
    # programs
    "issue_token": _("issued the token “{object}”"),
    "revoke_token": _("revoked the token “{object}”"),
    "push_nothing_new": _("sent data that were all held already, by the token “{object}”"),
    # jobs
    "cancel_job": _("cancelled the job “{object}”"),
    "retry_job": _("had the job “{object}” tried again"),
    # the register and its evidence
    "create_subject": _("entered the subject {object}"),
    "change_subject": _("changed the subject {object}"),
    "add_contact": _("added a contact to {object}"),
    "end_contact": _("ended a contact of {object}"),
    "accept_proposal": _("accepted a proposal ({object})"),
    "refuse_proposal": _("refused a proposal ({object})"),
    "add_evidence": _("entered a row of evidence ({object})"),
    "correct_evidence": _("corrected a row of evidence ({object})"),
    "withdraw_evidence": _("withdrew a row of evidence ({object})"),
    "attach_document": _("attached a document to a row of evidence ({object})"),
    "take_in_evidence": _("took in a batch of evidence: {object}"),
    # imports
    "upload_files": _("uploaded files for an import: {object}"),
    "understand_import": _("read the files of an import: {object}"),
    "refuse_import": _("could not read the files of an import: {object}"),
    "correct_import": _("corrected how an import is read: {object}"),
    "begin_import": _("ordered an import to be applied: {object}"),
    "apply_import": _("applied an import: {object}"),
    "give_back_import": _("gave an import back for a decision: {object}"),
    "undo_import": _("undid an import: {object}"),
    "discard_import": _("discarded an import: {object}"),
}
"""An action's name and what somebody did; {object} is what they did it to, other blanks stand in `before` and `after`."""


def describe_known_actions() -> None:
    """Gives every action of the table its sentence."""
    for name, sentence in SENTENCES.items():
        describe_action(name, sentence)
