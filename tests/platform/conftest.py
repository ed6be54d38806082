from __future__ import annotations

from tests.platform.audited import audited_requests
from tests.platform.fixtures import cast, quick_and_apart, signed_in

__all__ = ["audited_requests", "cast", "quick_and_apart", "signed_in"]
