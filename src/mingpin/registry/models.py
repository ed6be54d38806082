"""Subjects, the evidence about them, and how it came in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from mingpin.accounts.models import Organisation, Person
from mingpin.files.models import Attached, StoredFile
from mingpin.language import later as _
from mingpin.registry.search_index import TrigramIndex
from mingpin.registry.states import BatchKind, ImportState, NameKind, ProposalKind, ProposalState
from mingpin.vocabulary.names import comparable_text

if TYPE_CHECKING:
    from mingpin.accounts.acting import Acting


class SubjectQuerySet(models.QuerySet["Subject"]):
    def visible_to(self, by: Acting) -> SubjectQuerySet:
        """The subjects of which the person may know: the only door to them, counts and exports included."""
        from mingpin.registry.queries import visible_subjects

        return visible_subjects(self, by)


class Subject(models.Model):
    """What the policy may be about: an organisation, or a brand, product or scenic area that one carries.

    Its columns repeat what its current register row says, for lists and searches; the row itself is evidence like any other.
    """

    subject_id = models.CharField(_("Subject id"), max_length=64, unique=True)
    kind = models.CharField(_("Kind of subject"), max_length=24, blank=True)
    name = models.CharField(_("Name"), max_length=200)
    uscc = models.CharField(_("Unified social credit code"), max_length=18, blank=True, db_index=True)
    area = models.CharField(_("Area"), max_length=12, blank=True)
    domain = models.CharField(_("Domain"), max_length=16, blank=True)
    industry_field = models.CharField(_("Field named in the document"), max_length=40, blank=True)
    industry = models.CharField(_("Industry division"), max_length=8, blank=True)
    entity_type = models.CharField(_("Entity type"), max_length=60, blank=True)
    registered_on = models.DateField(_("Registered on"), null=True, blank=True)
    owner = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="subjects")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index("merged_into", "id", name="subjects_listed"),
            models.Index("area", "merged_into", "id", name="subjects_by_area"),
            models.Index("area", "name", "id", name="subjects_by_area_and_name"),
            models.Index("area", "kind", "merged_into", "id", name="subjects_by_area_and_kind"),
            models.Index("domain", "merged_into", "id", name="subjects_by_domain"),
            models.Index("kind", "merged_into", "id", name="subjects_by_kind"),
            models.Index("name", name="subjects_by_name"),
            models.Index("registered_on", "id", name="subjects_by_age"),
        ]

    def __str__(self) -> str:
        return self.name


class RowOfSubject(models.OneToOneField["Subject", "Subject"]):
    """The key of a table beside subjects; on SQLite the number of the row itself, by which a join is half as slow."""

    def db_type(self, connection: Any) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class SubjectWords(models.Model):
    """What a subject is found by; narrow, so that a scan of all is quick.

    `text`: its names and their pinyin initials in small letters, its codes in capitals, a line each. `holds`: the evidence tables
    with current rows about it and the schemes of its honours, each between bars (`|honours|honours:srdi|`); of confidential
    tables also who supplied them (`|financials|financials@3|`).
    """

    subject = RowOfSubject(Subject, models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField()
    holds = models.TextField(default="", blank=True)

    class Meta:
        indexes: ClassVar = [TrigramIndex(fields=["text"], name="subject_words_trigrams")]


class FoldedField(models.CharField[str, str]):
    """The name as it is compared, written with every save: half-width, without spaces, 有限责任公司 as 有限公司."""

    def pre_save(self, instance: models.Model, add: bool) -> str:
        folded = comparable_text(instance.name)[:200]  # type: ignore[attr-defined]
        setattr(instance, self.attname, folded)
        return folded


class SubjectName(models.Model):
    """A name that a subject has, had, or is known by; from a day to a day where those are known."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="names")
    name = models.CharField(_("Name"), max_length=200)
    folded = FoldedField(max_length=200, editable=False)
    kind = models.CharField(_("Kind"), max_length=8, choices=NameKind)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    batch = models.ForeignKey("Batch", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("subject", "name", "kind", name="each_name_once")]
        indexes: ClassVar = [models.Index("folded", name="subject_names_by_folded")]


class Identifier(models.Model):
    """A code by which a subject is known: a credit code, an old registration number, the id of a subject merged into it."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(_("Scheme"), max_length=24)
    value = models.CharField(_("Value"), max_length=64, db_index=True)
    batch = models.ForeignKey("Batch", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("subject", "scheme", "value", name="each_identifier_once")]


class Contact(models.Model):
    """Whom to call. Personal data: shown to those who work with the subject, kept out of the record's leaves."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="contacts")
    name = models.CharField(_("Contact"), max_length=60)
    position = models.CharField(_("Position"), max_length=60, blank=True)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)


class Batch(models.Model):
    """Evidence that came in together: who sent it, by what way, when. Its rows are there as soon as it is."""

    kind = models.CharField(_("Way"), max_length=14, choices=BatchKind)
    supplier = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="batches")
    supplied_by = models.CharField(_("Supplier"), max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("Title"), max_length=255)
    note = models.CharField(_("Source"), max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class EvidenceQuerySet(models.QuerySet["EvidenceRow"]):
    def current(self) -> EvidenceQuerySet:
        """The rows that count: not superseded."""
        return self.filter(superseded_at__isnull=True)

    def visible_to(self, by: Acting) -> EvidenceQuerySet:
        """The rows that the person may read: of visible subjects, less what is confidential between others."""
        from mingpin.registry.queries import visible_evidence

        return visible_evidence(self, by)


class EvidenceRow(models.Model):
    """One row of an evidence table, as the vocabulary has it. Only added to: a row is superseded, never overwritten.

    `values` are the physical values by column (`vocabulary.evidence.frame_schema` without source columns): money in fen, shares
    in millionths, a date as its earliest day with the latest in `x__to`; blank columns are left out. `dated_on` and `valid_to`
    repeat what the time line and expiry lists are ordered by. `carried_over` notes which of the values a register row did not say
    itself and where they were said (`column: earlier_row: place`).
    """

    table = models.CharField(_("Evidence table"), max_length=32)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="evidence", db_index=False)
    values = models.JSONField(_("Values"), default=dict)
    carried_over = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    copy = models.PositiveIntegerField(default=0)
    dated_on = models.DateField(_("Dated"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows", db_index=False)
    source_file = models.CharField(_("File"), max_length=255, blank=True)
    source_sheet = models.CharField(_("Sheet"), max_length=120, blank=True)
    source_row = models.IntegerField(_("Row"), null=True, blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    supplied_by = models.CharField(_("Supplier"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("Recorded at"))
    superseded_at = models.DateTimeField(_("Superseded at"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", db_index=False
    )
    superseded_in = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="superseded_rows", db_index=False
    )
    superseded_reason = models.CharField(_("Why it was superseded"), max_length=400, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "table", "digest", "copy", condition=Q(superseded_at__isnull=True), name="each_current_row_once"
            )
        ]
        indexes: ClassVar = [
            models.Index("subject", "table", "dated_on", name="evidence_of_subject"),
            models.Index(
                "table", "valid_to", "subject", name="evidence_by_expiry", condition=Q(superseded_at__isnull=True)
            ),
            models.Index("batch", "table", name="evidence_of_batch"),
            models.Index("superseded_by", name="evidence_by_successor", condition=Q(superseded_by__isnull=False)),
            models.Index("superseded_in", name="evidence_by_correction", condition=Q(superseded_in__isnull=False)),
        ]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, by: Acting) -> AttachmentQuerySet:
        """The attachments of rows that the person may read."""
        return self.filter(row__in=EvidenceRow.objects.visible_to(by))


class Attachment(Attached):
    """A document that belongs to a row of evidence."""

    row = models.ForeignKey(EvidenceRow, models.PROTECT, related_name="attachments")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AttachmentQuerySet.as_manager()


class Draft(models.Model):
    """What a person has filled in of a form about a subject and not sent yet: as it was typed, nobody else's to see."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="drafts")
    table = models.CharField(_("Evidence table"), max_length=32)
    corrects = models.ForeignKey(EvidenceRow, models.CASCADE, null=True, blank=True, related_name="+")
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "person", "subject", "table", Coalesce("corrects", 0), name="one_draft_for_each_form"
            )
        ]


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, by: Acting) -> ImportQuerySet:
        """The imports that the person may see: of their organisation; all for the office and those who look on."""
        from mingpin.registry.imports.queries import visible_imports

        return visible_imports(self, by)


class Import(models.Model):
    """Files on their way to evidence: what was understood of them, what a person said, what applying them would change."""

    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="imports")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("Title"), max_length=255)
    state = models.CharField(_("State"), max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    mapping = models.TextField(blank=True)
    covers = models.JSONField(default=list)
    accounts = models.JSONField(null=True)
    preview = models.JSONField(null=True)
    refusal = models.TextField(blank=True)
    reading = models.PositiveIntegerField(default=1)
    job = models.UUIDField(null=True, blank=True)
    batch = models.OneToOneField(Batch, models.PROTECT, null=True, blank=True, related_name="of_import")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=400, blank=True)

    objects = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class ImportFile(Attached):
    """One of the files of an import, and the marked workbook that goes back."""

    of_import = models.ForeignKey(Import, models.PROTECT, related_name="files")
    marked = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")


class SupplierMapping(models.Model):
    """What a person said of a supplier's sheets of one shape, to be used again for that supplier's next file."""

    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="mappings")
    shape = models.CharField(max_length=64)
    mapping = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    remembered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("supplier", "shape", name="one_mapping_for_each_shape")]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, by: Acting) -> ProposalQuerySet:
        """The proposals whose subjects the person may all know of."""
        from mingpin.registry.queries import visible_proposals

        return visible_proposals(self, by)


class Proposal(models.Model):
    """Two subjects that may be one, or a name that may be a subject's former one: for a person to decide."""

    kind = models.CharField(_("Kind"), max_length=12, choices=ProposalKind)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="proposals")
    other = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("Name"), max_length=200, blank=True)
    grounds = models.JSONField(default=list)
    state = models.CharField(_("State"), max_length=8, choices=ProposalState, default=ProposalState.OPEN)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=400, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("state", "id", name="proposals_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint("kind", "subject", Coalesce("other", 0), "name", name="each_proposal_once")
        ]
