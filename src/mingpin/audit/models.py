"""The record: entries in a chain, what is personal beside it, and the head of the chain."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingpin.language import later as _


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

    class Meta:
        indexes: ClassVar = [
            models.Index("object_type", "object_id", "sequence", name="entries_by_object"),
            models.Index("person", "sequence", name="entries_by_person"),
        ]

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
