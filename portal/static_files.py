"""Which files of installed packages are served: those named in the settings, and no other."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder


class NamedFilesFinder(FileSystemFinder):
    """Finds our own static files, and of each package's folder only the files named in `PACKAGE_FILES`."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Yield (path, storage) of each file that is served."""
        for path, storage in super().list(ignore_patterns):
            if is_served(storage.prefix, path):
                yield path, storage

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        """The file's place on disk, or None where it is not served."""
        found: str | None = super().find_location(root, path, prefix)
        within = path.removeprefix(f"{prefix}/") if prefix else path
        return found if is_served(prefix, within) else None


def is_served(prefix: str | None, path: str) -> bool:
    """Whether a file may be served: all of ours, which have no prefix, and the named ones of a package."""
    return not prefix or path in settings.PACKAGE_FILES[prefix]
