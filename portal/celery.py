"""The Celery application; its options stand in the settings. Worker and scheduler start behind the walls only."""

import os
import sys
from pathlib import Path
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.bootsteps import Step

from portal.boot import refuse_without_walls

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Worker and scheduler are Celery's own program; this module is imported by every other process too.
if "celery" in Path(sys.argv[0]).parts[-2:]:
    os.environ.setdefault("HEFU_DATABASE_ROLE", "system")


class BehindWalls(Step):
    """The worker's first step."""

    def __init__(self, parent: Any, **options: Any) -> None:
        refuse_without_walls()
        super().__init__(parent, **options)


class Scheduler(PersistentScheduler):
    """Celery's own scheduler, which looks at the walls before it opens its memory."""

    def setup_schedule(self) -> None:
        refuse_without_walls()
        super().setup_schedule()


app = Celery("hefu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["portal"], related_name="pipelines")
app.steps["worker"].add(BehindWalls)
