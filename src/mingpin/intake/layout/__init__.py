"""A sheet as offices make them, laid out as a table: its header found, its records told from what stands between them."""

from mingpin.intake.layout.lay_out import lay_out

__all__ = ["lay_out"]
