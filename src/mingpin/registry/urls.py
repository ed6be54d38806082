from __future__ import annotations

from django.urls import path

from mingpin.registry.views import entry, evidence, proposals, register, subjects

urlpatterns = [
    path("subjects/", subjects.subjects, name="subjects"),
    path("subjects/new", register.subject_new, name="subject_new"),
    path("subjects/<int:subject>/", subjects.subject, name="subject"),
    path("subjects/<int:subject>/change", register.subject_change, name="subject_change"),
    path("subjects/<int:subject>/contacts", register.subject_contacts, name="subject_contacts"),
    path("subjects/<int:subject>/evidence", entry.evidence_new, name="evidence_new"),
    path("evidence/<int:row>/", evidence.evidence, name="evidence"),
    path("evidence/<int:row>/correct", entry.evidence_correct, name="evidence_correct"),
    path("evidence/<int:row>/withdraw", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("evidence/<int:row>/documents", evidence.attachment_add, name="attachment_add"),
    path("documents/<int:attachment>/", evidence.attachment, name="attachment"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:proposal>/", proposals.proposal, name="proposal"),
]
