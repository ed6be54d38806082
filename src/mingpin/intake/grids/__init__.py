"""Files of any kind to grids: every sheet as it stands, within limits."""

from mingpin.intake.grids.files import content_hash, open_grids
from mingpin.intake.grids.kinds import READABLE
from mingpin.intake.grids.limits import Limits

__all__ = ["READABLE", "Limits", "content_hash", "open_grids"]
