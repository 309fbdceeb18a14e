"""From where somebody asks: what limits on attempts count by."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks; behind the one proxy on this machine that ends https, the one that it saw last."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    behind = settings.SECURE_PROXY_SSL_HEADER is not None and seen in ("127.0.0.1", "::1", "")
    return told[:45] if behind and told else seen


def keyed(request: HttpRequest) -> str:
    """The same as a keyed digest, for what is kept: the address itself is not."""
    return hmac.new(str(settings.SECRET_KEY).encode(), address_of(request).encode(), hashlib.sha256).hexdigest()[:32]
