"""A fictitious, plainly marked register with evidence and coverage, to try everything on."""

from mingpin.demo.generate import generate
from mingpin.demo.writing import MARKER, write_demo

__all__ = ["MARKER", "generate", "write_demo"]
