"""A fictitious, plainly marked register with evidence and coverage, to try everything on."""

from mingpin.demo.generate import generate

__all__ = ["generate"]
