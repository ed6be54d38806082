"""The record of what was done: only added to, each entry bound to all before it."""
