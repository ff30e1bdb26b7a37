"""The portal with the pages that P4.http compares with, as `gunicorn bench.web` serves it.

It runs as hefu_system, since guardian's page has no wall; pages behind the wall step down to hefu_app as ever.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
settings.ROOT_URLCONF = "bench.urls"
application = get_wsgi_application()
