"""Group rows, one inside the other: which of them stand for the records below."""

from __future__ import annotations

from dataclasses import dataclass, field

from mingpin.intake.sheets import TITLE_JOIN


@dataclass(frozen=True)
class Group:
    """What a group row says, how it is numbered (None: it is not), and the classifications that know it."""

    value: str
    level: int | None = None
    classifications: frozenset[str] = frozenset()

    def is_inside(self, outer: Group) -> bool | None:
        """Whether this group is a part of the other rather than the next of its kind or above it; None if nothing tells."""
        if self.classifications & outer.classifications:
            return False
        if self.level is not None and outer.level is not None:
            return self.level > outer.level
        return True if self.classifications and outer.classifications else None


@dataclass
class Groups:
    """The groups that hold at a place of the sheet, the outermost first."""

    active: list[Group] = field(default_factory=list)
    is_fresh: bool = False
    """No record has come since the last group row."""

    @property
    def text(self) -> str | None:
        return TITLE_JOIN.join(group.value for group in self.active) or None

    def enter(self, group: Group) -> None:
        """A group row: it ends those of its kind and what is inside them; where nothing tells its kind, it ends all."""
        for index, outer in enumerate(self.active):
            is_inside = group.is_inside(outer)
            if not is_inside:
                self.active = [] if is_inside is None else self.active[:index]
                break
        self.active.append(group)
        self.is_fresh = True

    def end(self, *, all_of_them: bool) -> None:
        """A total: a subtotal ends the innermost group, another total all of them. Right after a group row it ends none."""
        if not self.is_fresh:
            self.active = [] if all_of_them else self.active[:-1]

    def leave(self) -> None:
        """Another table begins."""
        self.active = []
