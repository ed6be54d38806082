"""`{% load registry %}{% area code %}`: names of areas and codes where a page has only the code."""

from __future__ import annotations

from django import template

from mingpin.registry import vocabulary

register = template.Library()
register.simple_tag(vocabulary.area_label, name="area")
register.simple_tag(vocabulary.label_of, name="code_label")
register.simple_tag(vocabulary.table_label, name="table_label")
