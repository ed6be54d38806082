"""Signing in: what allauth and axes are told, and the pages that we want of theirs."""
