"""Evidence packs: those there are, a new one, what is in one, and the file itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from apps.desk.evidence.forms import PackForm
from apps.desk.views import OrganisationView
from apps.evidence import queries
from apps.evidence.facts import Both
from apps.evidence.services import packs
from apps.evidence.words import failure_sentence
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


def read(text: Both) -> str:
    """The text in the language of the page."""
    return text.zh if translation.get_language() == "zh-hans" else text.en


class Packs(OrganisationView):
    """The packs the organisation asked for, newest first."""

    permission = Permission.PACK_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(queries.packs(actor=self.actor))
        return self.page("desk/evidence/packs.html", {"page": page})


class PackAdd(OrganisationView):
    """Asks for a new pack; `?product=` chooses one beforehand."""

    permission = Permission.PACK_BUILD

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = {"product": request.GET.get("product", ""), "language": translation.get_language()}
        return self.show(self.form(initial=chosen))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        said = form.cleaned_data
        product = queries.products_for_packs(actor=self.actor).get(pk=said["product"])
        try:
            pack = packs.request_pack(
                actor=self.actor, product=product, purpose=said["purpose"], language=said["language"]
            )
        except Refused as error:
            self.refused(form, error)
            return self.show(form)
        return self.go("pack", pk=pack.pk)

    def form(self, *args: Any, **kwargs: Any) -> PackForm:
        products = queries.products_for_packs(actor=self.actor)
        return PackForm(*args, products=[(product.pk, self.name_of(product)) for product in products], **kwargs)

    def name_of(self, product: Any) -> str:
        """A product by its code and name, and whose it is where it is not the organisation's own."""
        shown = product.shown
        name = read(Both(shown.name, shown.name_zh or shown.name))
        if shown.seller_id == self.organisation.pk:
            return f"{shown.code} {name}"
        seller = read(Both(shown.seller.english_name or shown.seller.legal_name, shown.seller.legal_name))
        return f"{shown.code} {name} · {seller}"

    def show(self, form: PackForm) -> HttpResponse:
        return self.page("desk/evidence/pack_add.html", {"form": form})


class PackPage(OrganisationView):
    """One pack: how far it is, and once it is ready what is in it and how to check it."""

    permission = Permission.PACK_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        pack = queries.pack(actor=self.actor, pk=pk)
        content = queries.pack_content(actor=self.actor, pack=pack)
        context = {
            "pack": pack,
            "late": queries.is_late(pack),
            "failure": failure_sentence(pack.failure) if pack.failure else "",
            "fingerprint": content.manifest_sha256,
            "members": [(member, read(member.title)) for member in content.members],
            "omissions": [(read(one.what), read(one.reason)) for one in content.omissions],
        }
        return self.page("desk/evidence/pack.html", context)


class PackDownload(OrganisationView):
    """The ZIP of a ready pack, by a plain link that every browser and program can follow.

    That it was taken is kept in the audit, so this is the one page whose opening writes.
    """

    permission = Permission.PACK_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        pack = queries.pack(actor=self.actor, pk=pk)
        content = packs.download_pack(actor=self.actor, pack=pack)
        return HttpResponse(
            content,
            content_type="application/zip",
            headers={
                "Content-Disposition": f'attachment; filename="{pack}.zip"',
                "Content-Length": str(len(content)),
                "Content-Security-Policy": "sandbox",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )
