"""Organisations, products, versions and shares, each with marks of its own, and to whom each is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from apps.accounts.services.licences import keep_licence
from apps.catalogue.models import Product, Share, Version
from apps.catalogue.services import products as catalogue
from apps.catalogue.services import public_codes, sharing
from apps.kernel.documents import Upload
from portal.demo_papers import one_page
from tests import factories
from tests.access.probing.cast import ASSIGNED_TO, Cast
from tests.access.probing.marks import Audience, Row, Secret, word
from tests.access.probing.readers import EVERY_PURPOSE, Edge, Readers

# Which products there are, whose they are, and the names of their versions.
PRODUCTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "shown": ("maker", ("shown-a", "shown-b")),
    "hidden": ("maker", ("hidden-a",)),
    "expired": ("maker", ("expired-a",)),
    "revoked": ("maker", ("revoked-a",)),
    "returned": ("maker", ("returned-a",)),
    "passed": ("maker", ("passed-a",)),
    "lined": ("maker", ("lined-a",)),
    "foreign": ("rival", ("foreign-a",)),
    "strangers": ("stranger", ("strangers-a",)),
}


def of(*organisations: str) -> Audience:
    """Open to these and nobody else."""
    return lambda readers: frozenset(organisations)


def anyone_of(names: Sequence[str], purpose: str) -> Audience:
    """Open to who may see one of the versions for a purpose."""
    return lambda readers: frozenset().union(*(readers.of_version(name, purpose) for name in names))


@dataclass(slots=True)
class Goods:
    """Builds the rows through the product's own services and writes down whose they are."""

    cast: Cast
    readers: Readers
    rows: list[Row]
    secrets: list[Secret]
    products: dict[str, Product]
    versions: dict[str, Version]
    edges: dict[tuple[str, str, str], tuple[Share, Edge]]

    def keep(
        self,
        row: Any,
        owner: str,
        needs: str,
        open_to: Audience,
        *,
        product: str = "",
        person: str = "",
        what: str = "",
    ) -> None:
        """Write down a row and its key as a secret."""
        kind = row._meta.label
        self.rows.append(Row(kind, row.pk, owner, open_to, product, person))
        self.secrets.append(Secret(str(row.pk), what or f"key of {kind}", needs, open_to, product))

    def mark(self, what: str, needs: str, open_to: Audience, product: str = "") -> str:
        """A new mark for some text of a row."""
        mark = word()
        self.secrets.append(Secret(mark.lower(), what, needs, open_to, product))
        return mark

    def add_people(self) -> None:
        """What the cast itself is called: organisations, people, keys."""
        for name, mark in self.cast.marks.items():
            self._secret(mark, "organisation", "", partial(Readers.of_organisation, organisation=name))
        for name, mark in self.cast.people_marks.items():
            seats = [organisation for organisation, _ in self.cast.askers[name].seats]
            self._secret(mark, "person", "member", of(*seats))
        for name, mark in self.cast.key_marks.items():
            self._secret(mark, "name of a key", "key", of(self.cast.key_holders[name].home))
        for name in ("maker", "rival", "buyer"):
            self._keep_licence(name)

    def _keep_licence(self, name: str) -> None:
        """A business licence, which the operator who checks identities may open beside its owner."""
        both = of(name, "operator")
        upload = Upload(f"{self.mark('name of a licence', 'licence', both)}.pdf", one_page([f"Licence {name}"]))
        licence = keep_licence(actor=self.cast.actors[name], organisation=self.cast.organisations[name], upload=upload)
        # The operator opens it as its checker, in the context of its owner: the wall knows no other reader.
        self.keep(licence, name, "licence", of(name))

    def _secret(self, mark: str, what: str, needs: str, open_to: Audience) -> None:
        self.secrets.append(Secret(mark.lower(), what, needs, open_to))

    def add_products(self) -> None:
        for name, (owner, versions) in PRODUCTS.items():
            self.readers.owners[name] = owner
            called, seen = partial(Readers.of_its_name, product=name), partial(Readers.of_product, product=name)
            actor = self.cast.actors[owner]
            product = factories.product(
                actor,
                code=self.mark("product code", "product", called, name),
                name=f"Kiosk {self.mark('product name', 'product', called, name)}",
                name_zh=f"终端{self.mark('Chinese product name', 'product', called, name)}",
            )
            self.products[name] = product
            self.keep(product, owner, "product", seen, product=name)
            for build in versions:
                self.readers.products[build] = name
                self._add_version(name, build)

    def _add_version(self, product: str, name: str) -> None:
        owner = self.readers.owners[product]
        seen = anyone_of([name], "status")
        version = factories.version(
            self.cast.actors[owner],
            self.products[product],
            *(self.mark(part, "product", seen, product) for part in ("hardware", "firmware", "AI software")),
        )
        self.versions[name] = version
        self.keep(version, owner, "product", seen, product=product)

    def add_shares(self) -> None:
        """The relations: whole, status alone, one version, to be shared on and shared on under another name."""
        on = {"may_reshare": True, "depth": 2}
        self.share("shown", "buyer", EVERY_PURPOSE)
        self.share("shown", "thin", {"status"})
        self.share("shown", "integrator", EVERY_PURPOSE, versions=("shown-a",))
        self.share("shown", "reseller", EVERY_PURPOSE, **on)
        self.share_on("shown", "reseller", "customer")
        self.share("foreign", "thin", EVERY_PURPOSE)
        self.share("passed", "reseller", EVERY_PURPOSE, **on)
        self.share_on("passed", "reseller", "late")
        self.share("revoked", "late", EVERY_PURPOSE)
        self.share("returned", "late", EVERY_PURPOSE)
        self.share("expired", "late", EVERY_PURPOSE, until=timezone.now() + timedelta(days=1))
        self._share_lines()
        self._receive("shown", "maker", "buyer", "accepted")

    def _share_lines(self) -> None:
        for owner, product, receiver in (("maker", "lined", "integrator"), ("rival", "foreign", "stranger")):
            line = self.mark("product line", "product", of(owner))
            actor = self.cast.actors[owner]
            catalogue.set_line(actor=actor, product=self.products[product], line=line)
            to = self.cast.organisations[receiver]
            rule = sharing.share_line(actor=actor, line=line, to_organisation=to, scopes=["status"])
            self.keep(rule, owner, "product", of(owner))
            share = Share.objects.everything(reason="a test looks for what a rule opened").get(rule=rule)
            versions = frozenset(PRODUCTS[product][1])
            # Whom a host shares a product with is shown to the auditor it is opened to.
            seen_too = ("auditor",) if product == "lined" else ()
            self._keep_share(share, Edge(owner, receiver, product, versions, frozenset({"status"})), *seen_too)
        # An auditor's room opens a product like a share of all of it.
        lined = frozenset(PRODUCTS["lined"][1])
        self.readers.edges.append(Edge("maker", "auditor", "lined", lined, EVERY_PURPOSE))
        self.readers.acquainted.add(frozenset({"integrator", "auditor"}))

    def _receive(self, product: str, giver: str, receiver: str, state: str) -> None:
        reason = self.mark("a receiver's reason", "product", of(giver, receiver), product)
        share, _ = self.edges[product, giver, receiver]
        sharing.receive_share(actor=self.cast.actors[receiver], share=share, state=state, reason=reason)

    def end_shares(self) -> None:
        """What was open for a while: taken back, taken back further up, sent back, run out."""
        for product, receiver in (("revoked", "late"), ("passed", "reseller")):
            share, edge = self.edges[product, "maker", receiver]
            sharing.withdraw_share(actor=self.cast.actors["maker"], share=share)
            edge.open = False
        self._receive("returned", "maker", "late", "returned")
        self.edges["returned", "maker", "late"][1].open = False
        expired, edge = self.edges["expired", "maker", "late"]
        Share.objects.everything(reason="a test lets a share run out").filter(pk=expired.pk).update(
            until=timezone.now() - timedelta(days=1)
        )
        edge.open = False

    def share(
        self, product: str, receiver: str, purposes: Any, *, versions: Sequence[str] = (), **options: Any
    ) -> None:
        """A share of the supplier's own."""
        giver = self.readers.owners[product]
        share = sharing.share_product(
            actor=self.cast.actors[giver],
            product=self.products[product],
            to_organisation=self.cast.organisations[receiver],
            scopes=sorted(purposes),
            versions=[self.versions[name] for name in versions] or None,
            **options,
        )
        named = frozenset(versions or PRODUCTS[product][1])
        self._keep_share(share, Edge(giver, receiver, product, named, frozenset(purposes)))

    def share_on(self, product: str, giver: str, receiver: str) -> None:
        """A share of one who was given it, of the first version alone, under a name of his own."""
        _, parent = self.edges[product, self.readers.owners[product], giver]
        version = PRODUCTS[product][1][0]
        purposes = frozenset({"status", "certificate", "evidence"})
        edge = Edge(giver, receiver, product, frozenset({version}), purposes, True, True, False, parent)
        seen = partial(Readers.of_label, edge=edge)
        labels = {
            "label_code": self.mark("a reseller's code", "product", seen, product),
            "label_name": self.mark("a reseller's name", "product", seen, product),
        }
        share = sharing.share_product(
            actor=self.cast.actors[giver],
            product=self.products[product],
            to_organisation=self.cast.organisations[receiver],
            scopes=sorted(purposes),
            versions=[self.versions[version]],
            **labels,
        )
        self._keep_share(share, edge)

    def _keep_share(self, share: Share, edge: Edge, *seen_too: str) -> None:
        self.readers.edges.append(edge)
        self.edges[edge.product, edge.giver, edge.receiver] = share, edge
        self.keep(share, edge.giver, "product", of(edge.giver, edge.receiver, *seen_too), product=edge.product)

    def add_codes(self) -> None:
        """A code for a version of either supplier; the keys of the rows are nobody else's."""
        for owner, version in (("maker", "shown-a"), ("rival", "foreign-a")):
            code = public_codes.issue_code(actor=self.cast.actors[owner], version=self.versions[version])
            self.keep(code, owner, "product", of(owner), product=self.readers.products[version])

    def assign(self) -> None:
        for (asker, organisation), product in ASSIGNED_TO.items():
            user = self.cast.askers[asker].user
            assert user is not None
            actor = self.cast.actors[organisation]
            catalogue.assign_product(actor=actor, product=self.products[product], user=user)
