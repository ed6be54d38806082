"""The record: entries in a chain, what is personal beside it, and the head of the chain."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from mingpin.audit.queries import By, visible_entries
from mingpin.language import later as _


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, by: By) -> EntryQuerySet:
        """The entries that the person may read in the record itself."""
        return visible_entries(self, by)

    def update(self, **changes: Any) -> int:
        raise TypeError("the record is only added to")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the record is only added to")


class Entry(models.Model):
    """One action. `leaf` is its canonical JSON, `hash` binds it to all entries before; never changed, never removed."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("When"))
    person = models.CharField(_("Person"), max_length=60)
    organisation = models.CharField(_("Organisation"), max_length=60, blank=True)
    action = models.CharField(_("Action"), max_length=60)
    object_type = models.CharField(_("Kind of object"), max_length=60)
    object_id = models.CharField(_("Object"), max_length=80)
    leaf = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index("object_type", "object_id", "sequence", name="entries_by_object"),
            models.Index("person", "sequence", name="entries_by_person"),
            models.Index("organisation", "sequence", name="entries_by_organisation"),
            models.Index("action", "sequence", name="entries_by_action"),
            models.Index("at", name="entries_by_time"),
        ]

    def save(self, *arguments: Any, **rest: Any) -> None:
        if not self._state.adding:
            raise TypeError("the record is only added to")
        super().save(*arguments, **rest)

    def delete(self, *arguments: Any, **rest: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the record is only added to")

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object_type}:{self.object_id}"


class Private(models.Model):
    """What of an entry is personal: erasable, while the leaf keeps only a salted commitment to it."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="private", primary_key=True)
    salt = models.CharField(max_length=64)
    content = models.TextField()


class Head(models.Model):
    """How many entries there are and the hash of the last: the one row on which writers of the record wait for each other."""

    size = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


class Checkpoint(models.Model):
    """A signed statement of the record's first `size` entries. `peaks` are the roots of the perfect trees that they fall into:
    with them the tree grows without a look at what is before. Part of the record itself, so that making one is no entry."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    peaks = models.JSONField()
    at = models.DateTimeField()
    note = models.TextField()

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"


class Answer(models.Model):
    """What a witness answered to a checkpoint, as it came."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="answers")
    witness = models.CharField(_("Witness"), max_length=80)
    is_accepted = models.BooleanField()
    why = models.CharField(max_length=20)
    content = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index("is_accepted", "checkpoint", name="answers_by_outcome")]

    def __str__(self) -> str:
        return f"{self.witness} {self.checkpoint_id}"
