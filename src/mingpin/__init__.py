"""Mingpin runs a public-brand programme from its own policy document."""

__version__ = "0.1.0"
