"""Asking for what is missing: requests to those who hold it, answers through intake, how much each is asked."""
