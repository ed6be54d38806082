"""A browser may be sent on to the city's unified identity, and to nobody else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = "from mingpin.config import settings; print(*settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"


@pytest.mark.parametrize(
    ("issuer", "wanted"),
    [("", "'self'"), ("https://id.example.org/realms/city", "'self' https://id.example.org")],
)
def test_forms_lead_to_the_unified_identity_only_where_there_is_one(issuer: str, wanted: str, tmp_path: object) -> None:
    environment = {**os.environ, "OIDC_ISSUER": issuer, "MINGPIN_HOME": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == wanted
