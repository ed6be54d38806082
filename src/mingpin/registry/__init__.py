"""Subjects and the evidence about them: dated, sourced, covered, only added to."""
