"""Workbooks, pages and data files from what the engine found; nothing here decides anything."""
