"""The Celery application; its options stand in the settings."""

import os
import sys
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Worker and scheduler are Celery's own program; this module is imported by every other process too.
if "celery" in Path(sys.argv[0]).parts[-2:]:
    os.environ.setdefault("HEFU_DATABASE_ROLE", "system")

app = Celery("hefu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["portal"], related_name="pipelines")
