"""Uploaded files, each kept once under its hash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingpin.language import later as _


class StoredFile(models.Model):
    """The content of a file. Who may see it is asked of the thing that it belongs to."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField(_("Size"))
    media_type = models.CharField(_("Type by content"), max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where it lies below the uploads folder."""
        return f"{self.sha256[:2]}/{self.sha256}"


class Attached(models.Model):
    """A file as somebody sent it: under its name. The base of attachments of any thing."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("File name"), max_length=255)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract: ClassVar = True
