"""The words of products: their classes, the states of a version, and what a share opens."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import ProductClass, Scope, Version

PRODUCT_CLASSES: dict[str, str | Promise] = {
    ProductClass.SELF_SERVICE_TERMINAL: _("Self-service terminal"),
    ProductClass.DIGITAL_SIGNAGE: _("Digital signage"),
    ProductClass.RFID_SYSTEM: _("RFID system"),
    ProductClass.OTHER: _("Other hardware"),
}

VERSION_STATES: dict[str, str | Promise] = {
    Version.PLANNED: _("Planned"),
    Version.RELEASED: _("Released"),
    Version.RETIRED: _("Retired"),
}

SCOPES: dict[str, str | Promise] = {
    Scope.STATUS: _("See the status"),
    Scope.CERTIFICATE: _("Read certificates"),
    Scope.EVIDENCE: _("Download evidence packs"),
    Scope.CONTRACT: _("Name it in contracts"),
}
