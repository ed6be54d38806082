"""Tokens with which programs of an organisation act for it."""
