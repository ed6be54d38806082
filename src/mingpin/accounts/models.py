"""People, organisations, who works for whom and who stands in for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from mingpin.accounts.passwords import profile
from mingpin.accounts.states import MembershipState, OrganisationKind, Role
from mingpin.language import later as _

if TYPE_CHECKING:
    from mingpin.accounts.acting import Acting


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, by: Acting) -> PersonQuerySet:
        """The people whose name and numbers the person may see."""
        from mingpin.accounts.queries import visible_people

        return visible_people(self, by)


class PersonManager(UserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Django's, with `visible_to`."""


class Person(AbstractUser):
    """Someone who can sign in. Whose name is erased stays in the record by number."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("Name of the person"), max_length=60)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    is_demonstration = models.BooleanField(default=False)
    """Fictitious: offered on the sign-in page of a demonstration, and locked out everywhere else."""
    password_changed_at = models.DateTimeField(default=timezone.now)
    must_change_password = models.BooleanField(default=False)
    sessions_ended = models.PositiveIntegerField(default=0)
    """How often this person was signed out everywhere: a session opened before does not hold any more."""
    last_code_step = models.BigIntegerField(default=0)
    """The step of time of the last code from the authenticator: a code is taken once, and none that is older."""

    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar = PersonManager()

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()
        self.must_change_password = False

    @property
    def owes_new_password(self) -> bool:
        """The password was given by somebody else, or is older than the profile in force allows."""
        if not self.has_usable_password():
            return False
        days = profile().days
        is_old = bool(days) and self.password_changed_at < timezone.now() - timedelta(days=days)
        return self.must_change_password or is_old

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        content = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("mingpin.accounts.session", content, secret=secret, algorithm="sha256").hexdigest()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, by: Acting) -> OrganisationQuerySet:
        """The organisations whose page the person may see."""
        from mingpin.accounts.queries import visible_organisations

        return visible_organisations(self, by)


class Organisation(models.Model):
    """A body that people work for. `code` is the vocabulary's code of a department or area, the credit code of a carrier."""

    kind = models.CharField(_("Kind"), max_length=12, choices=OrganisationKind)
    name = models.CharField(_("Name"), max_length=200)
    code = models.CharField(_("Code"), max_length=40)
    area = models.CharField(_("Area"), max_length=12, blank=True)
    is_active = models.BooleanField(_("Is active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("kind", "code", name="one_organisation_for_each_code")]
        indexes: ClassVar = [models.Index("kind", "name", name="organisations_by_kind")]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date | None = None) -> MembershipQuerySet:
        """Those that hold on this day (today)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            state=MembershipState.CONFIRMED,
            valid_from__lte=day,
            organisation__is_active=True,
            person__is_active=True,
        )

    def visible_to(self, by: Acting) -> MembershipQuerySet:
        from mingpin.accounts.queries import visible_memberships

        return visible_memberships(self, by)


class Membership(models.Model):
    """A person works for an organisation in a role, from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("Role"), max_length=14, choices=Role)
    position = models.CharField(_("Position"), max_length=60, blank=True)
    stated_name = models.CharField(_("Name of the organisation as stated"), max_length=200, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=MembershipState, default=MembershipState.REQUESTED)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    mandate = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=400, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="membership_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                "person", "organisation", "role",
                condition=Q(state__in=["requested", "confirmed"]), name="one_open_membership_for_each_role",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index("organisation", "state", name="memberships_by_state")]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"

    @property
    def is_over(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()

    @property
    def is_ahead(self) -> bool:
        return self.valid_from > timezone.localdate()

    @property
    def waits_since_days(self) -> int:
        """For how many days the request has waited."""
        return (timezone.localdate() - timezone.localdate(self.requested_at)).days

    @property
    def is_named_otherwise(self) -> bool:
        """The person stated another name of the organisation than it is kept under."""
        return bool(self.stated_name) and self.stated_name != self.organisation.name


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def current(self, on: date | None = None) -> DelegationQuerySet:
        """Those by which somebody stands in on this day (today): the membership behind them has to hold too."""
        day = on or timezone.localdate()
        held = self.filter(revoked_at=None, valid_from__lte=day, valid_to__gte=day, to__is_active=True)
        return held.filter(membership__in=Membership.objects.current(day))

    def visible_to(self, by: Acting) -> DelegationQuerySet:
        from mingpin.accounts.queries import visible_delegations

        return visible_delegations(self, by)


class Delegation(models.Model):
    """Somebody stands in for a member during absence, with that member's rights and under their own name."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="delegations")
    to = models.ForeignKey(Person, models.PROTECT, related_name="delegations_held")
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"))
    reason = models.CharField(_("Reason"), max_length=400)
    given_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="delegation_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.membership.person} → {self.to}"

    def holds_on(self, day: date) -> bool:
        return self.revoked_at is None and self.valid_from <= day <= self.valid_to

    @property
    def is_ahead(self) -> bool:
        return self.valid_from > timezone.localdate()

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.valid_to < timezone.localdate()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, by: Acting) -> ApiTokenQuerySet:
        from mingpin.accounts.tokens.queries import visible_tokens

        return visible_tokens(self, by)

    def current(self) -> ApiTokenQuerySet:
        """Those that open the interface now."""
        return self.filter(revoked_at=None, expires_on__gte=timezone.localdate(), organisation__is_active=True)


class ApiToken(models.Model):
    """With it a program of an organisation acts for it, in the role of whoever issued it. Only its digest is kept."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tokens")
    role = models.CharField(_("Role"), max_length=14, choices=Role)
    name = models.CharField(_("What it is for"), max_length=80)
    scopes = models.JSONField(_("What it may do"), default=list)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("Issued at"), auto_now_add=True)
    expires_on = models.DateField(_("Valid to"))
    last_used_at = models.DateTimeField(_("Last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Revoked at"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("organisation", "role", name="tokens_of_organisation")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_on < timezone.localdate()

    @property
    def scopes_shown(self) -> list[str]:
        """What it may do, in words."""
        from mingpin.accounts.tokens.states import Scope

        return [str(Scope(scope).label) for scope in self.scopes]


class KeptAnswer(models.Model):
    """What a program was answered to a push, under the key that it chose: the same push again gets the same answer."""

    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="answers")
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("token", "key", name="one_answer_for_each_key")]
