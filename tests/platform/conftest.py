from __future__ import annotations

from tests.platform.fixtures import cast, quick_and_apart, signed_in

__all__ = ["cast", "quick_and_apart", "signed_in"]
