"""The frame of every page, each role's desk, the public site."""
