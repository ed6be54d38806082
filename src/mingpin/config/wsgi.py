"""What the web server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from mingpin.config.together import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingpin.config.settings")
application = get_wsgi_application()
end_with_parent(kill_after=10.0)
