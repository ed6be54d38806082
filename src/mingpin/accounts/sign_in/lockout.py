"""Who tried wrong passwords or codes too often waits: counted by sign-in name, and by address."""

from __future__ import annotations

import ipaddress
import unicodedata
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_NO_ADDRESS = "0.0.0.0"


def client_address(request: HttpRequest) -> str:
    """The address from which the request comes: what the outermost of our own proxies saw. What a client writes into
    X-Forwarded-For stands left of that and is not believed."""
    seen = request.META.get("REMOTE_ADDR", "")
    count = settings.TRUSTED_PROXIES
    if count:
        forwarded = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
        if forwarded:
            seen = forwarded[-count] if count <= len(forwarded) else forwarded[0]
    try:
        address = ipaddress.ip_address(seen.strip("[]"))
    except ValueError:
        return _NO_ADDRESS
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def counted_address(request: HttpRequest) -> str:
    """The address as it is counted: whoever has one address of IPv6 has all of its network."""
    address = ipaddress.ip_address(client_address(request))
    return str(address if address.version == 4 else ipaddress.ip_network((address, 64), strict=False).network_address)


def folded_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The sign-in name as it is counted: however it is written, it opens the same account."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return unicodedata.normalize("NFKC", str(given)).replace("\0", "").strip().casefold()[:150]


class Attempts(AxesDatabaseHandler):  # type: ignore[misc]
    """Five wrong tries lock a sign-in name, ten an address: an office often has one address for all.

    A success forgets what was tried on that name only, so that nobody with an account of their own clears their address.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures that count most, as tenths: those of a name weigh double."""
        threshold = request.axes_attempt_time - get_cool_off(request)  # type: ignore[attr-defined]
        recent = AccessAttempt.objects.filter(attempt_time__gte=threshold)
        rows = recent.filter(username=folded_name(request, credentials)) | recent.filter(
            ip_address=request.axes_ip_address  # type: ignore[attr-defined]
        )
        of_name = of_address = 0
        for username, address, failures in rows.values_list("username", "ip_address", "failures_since_start"):
            of_name += failures if username == folded_name(request, credentials) else 0
            of_address += failures if address == request.axes_ip_address else 0  # type: ignore[attr-defined]
        return max(_WEIGHT_OF_NAME * of_name, of_address)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        count, _rows = AccessAttempt.objects.filter(username=folded_name(request, credentials)).delete()
        return int(count)


_WEIGHT_OF_NAME = 2


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The page that says how long to wait."""
    minutes = int(get_cool_off(request).total_seconds() // 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
