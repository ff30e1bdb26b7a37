"""Papers people hand in: one file chosen in one of three ways, and given back as a download alone."""

from io import BytesIO
from typing import Any, ClassVar

from django import forms
from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.desk.fields import NamedForm
from apps.kernel import files

FILES = ("photo", "image", "file")


def file_input(**attributes: str) -> forms.FileInput:
    """A control whose chosen file is named on the page's own line, in the page's language."""
    return forms.FileInput(attrs={**attributes, "data-names": "file-chosen"})


class PaperForm(NamedForm):
    """Three ways to choose one file: phones open the right thing for each."""

    # What is said to who chose none, "" where none is needed, and to who chose several.
    none_chosen: ClassVar[str | Promise] = ""
    several_chosen: ClassVar[str | Promise] = _("Choose one file only.")

    photo = forms.FileField(
        label=_("Take a photo"), required=False, widget=file_input(accept="image/*", capture="environment")
    )
    image = forms.FileField(label=_("Choose an image"), required=False, widget=file_input(accept="image/*"))
    file = forms.FileField(label=_("Choose a PDF or another file"), required=False, widget=file_input())

    def clean(self) -> dict[str, Any]:
        """At most one file, whichever control it was chosen with; it is `file` from here on."""
        said = super().clean() or {}
        chosen = [said[name] for name in FILES if said.get(name)]
        if len(chosen) == 1:
            return {**said, "file": chosen[0]}
        if chosen:
            self.add_error("file", str(self.several_chosen))
        elif self.none_chosen and not any(name in self.errors for name in FILES):
            self.add_error("file", str(self.none_chosen))
        return said


def as_download(*, sha256: str, name: str, content_type: str) -> FileResponse:
    """A stored file as received, always as a download: no browser is asked to show it."""
    response = FileResponse(BytesIO(files.read(sha256)), as_attachment=True, filename=name, content_type=content_type)
    response["Content-Security-Policy"] = "sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
