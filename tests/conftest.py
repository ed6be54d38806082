"""How hard the generative tests try: `MINGPIN_NIGHTLY=1` makes every one of them try 25 times as many examples."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EFFORT = 25 if os.environ.get("MINGPIN_NIGHTLY") == "1" else 1


def examples(number: int) -> settings:
    """Settings for a generative test: this many examples by day, 25 times as many by night, no deadline."""
    return settings(max_examples=number * EFFORT, deadline=None, suppress_health_check=list(HealthCheck))
