"""The rows of the world about these goods: claims, contracts, orders, packs, messages; and when each comes."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from apps.accounts import queries as accounts_queries
from apps.accounts.services import invitations, rooms
from apps.claims import queries as claims_queries
from apps.claims import services as claims
from apps.claims.models import Certificate, Claim
from apps.contracts import queries as contracts_queries
from apps.contracts.services import contracts
from apps.contracts.services import obligations as clocks
from apps.evidence.services import building, packs
from apps.notify import services as notify
from apps.notify.kinds import Kind, in_both
from apps.purchasing import queries as purchasing_queries
from apps.purchasing import services as purchasing
from apps.registry import queries as registry
from portal.demo_papers import one_page
from tests import factories
from tests.access.probing.cast import ORGANISATIONS, Cast
from tests.access.probing.goods import PRODUCTS, Goods, anyone_of, of
from tests.access.probing.marks import Audience, Secret
from tests.access.probing.readers import Readers
from tests.access.world import newly_listed
from tests.factories import SYSTEM

# The versions whose claims come with a document; reading one takes a process of its own.
CERTIFIED = ("shown-a", "shown-b", "revoked-a", "foreign-a")


@dataclass(slots=True)
class Stock(Goods):
    """Builds the rest through the product's own services and writes down whose it is."""

    def add_claims(self) -> None:
        """A claim on each version, some with a certificate, two on listed numbers that are about to change."""
        listed = iter(newly_listed())
        for version in (name for _, versions in PRODUCTS.values() for name in versions):
            row = next(listed) if version in ("shown-a", "foreign-a") else None
            self._add_claim(version, row)
        for owner, version in (("maker", "shown-a"), ("rival", "foreign-a")):
            product = self.readers.products[version]
            draft = claims.begin_claim(actor=self.cast.actors[owner], kind="filing")
            self._describe(draft, owner, version, None, of(owner))
            self.keep(draft, owner, "claim", of(owner), product=product, what="key of a draft")

    def _add_claim(self, version: str, row: dict[str, str] | None) -> None:
        product = self.readers.products[version]
        owner = self.readers.owners[product]
        actor = self.cast.actors[owner]
        seen, opened = anyone_of([version], "status"), anyone_of([version], "certificate")
        certificate = self._upload(version, owner, opened) if version in CERTIFIED else None
        if certificate is None:
            claim = claims.begin_claim(actor=actor, kind="filing")
        else:
            claim = claims_queries.own_claims(actor=actor).get(certificate=certificate)
        self._describe(claim, owner, version, row, seen)
        claims.submit_claim(actor=actor, claim=claim)
        verification = claims.verify_claim(actor=SYSTEM, claim_id=claim.pk, cause="submitted")
        assert verification is not None
        self.keep(claim, owner, "claim", seen, product=product)
        self.keep(verification, owner, "claim", seen, product=product)

    def _upload(self, version: str, owner: str, opened: Audience) -> Certificate:
        actor, product = self.cast.actors[owner], self.readers.products[version]
        name = self.mark("certificate's file name", "certificate", opened, product)
        text = self.mark("certificate's text", "certificate", opened, product)
        # A pack says by name what lies in it, to everybody who may see the pack.
        self.secrets.append(Secret(name.lower(), "certificate's file name", "pack", opened, product))
        certificate = claims.upload_certificate(
            actor=actor, kind="filing", name=f"{name}.pdf", content=one_page([f"Certificate {text}"])
        )
        claims.read_certificate(actor=SYSTEM, certificate_id=certificate.pk)
        self.keep(certificate, owner, "certificate", opened, product=product)
        for file in claims_queries.certificate(actor=actor, pk=certificate.pk).files.all():
            self.keep(file, owner, "certificate", opened, product=product)
        return certificate

    def _describe(self, claim: Claim, owner: str, version: str, row: dict[str, str] | None, open_to: Audience) -> None:
        product = self.readers.products[version]
        said = row or {
            "number": f"Beijing-{self.mark('claim number', 'claim', open_to, product)}-202403150012",
            "holder": f"{self.mark('holder', 'claim', open_to, product)}公司",
        }
        claims.describe_claim(
            actor=self.cast.actors[owner],
            claim=claim,
            number=said["number"],
            kind="filing",
            model_name=self.mark("model name", "claim", open_to, product),
            holder=said["holder"],
            province="",
        )
        claims.name_versions(actor=self.cast.actors[owner], claim=claim, versions=[self.versions[version]])

    def add_contracts(self) -> None:
        """Contracts in force between pairs, and drafts."""
        for supplier, partner, version in (("maker", "buyer", "shown-a"), ("rival", "thin", "foreign-a")):
            for place, in_force in enumerate((True, True, False)):
                # The supplier lets its auditor see the first.
                auditors = ["auditor"] if supplier == "maker" and place == 0 else []
                self._add_contract(supplier, partner, version, in_force, of(supplier, partner, *auditors))

    def _add_contract(self, supplier: str, partner: str, version: str, in_force: bool, parties: Audience) -> None:
        contract = contracts.draft_contract(
            actor=self.cast.actors[supplier],
            reference=self.mark("contract number", "contract", parties),
            title=f"Supply {self.mark('contract title', 'contract', parties)}",
            title_zh=f"供货{self.mark('Chinese contract title', 'contract', parties)}",
            other_party=self.cast.organisations[partner],
            versions=[self.versions[version]],
            template="standard-2026",
        )
        if in_force:
            contracts.confirm_contract(actor=self.cast.actors[partner], contract=contract)
        self.readers.acquainted.add(frozenset({supplier, partner}))
        self.keep(contract, supplier, "contract", parties)

    def keep_obligations(self) -> None:
        for supplier in ("maker", "rival"):
            actor = self.cast.actors[supplier]
            obligations = list(contracts_queries.obligations(actor=actor).order_by("pk"))
            assert len(obligations) > 1, "the list started no clocks"
            audiences = {row.key: row.open_to for row in self.rows if row.kind == "contracts.Contract"}
            for obligation in obligations:
                self.keep(obligation, supplier, "contract", audiences[obligation.contract_id])
            parties = audiences[obligations[-1].contract_id]
            text = f"The buyer was told: {self.mark('report on an obligation', 'contract', parties)}"
            clocks.report_fulfilment(actor=actor, obligation=obligations[-1], text=text)

    def keep_new_verifications(self) -> None:
        for owner, version in (("maker", "shown-a"), ("rival", "foreign-a")):
            for claim in claims_queries.own_claims(actor=self.cast.actors[owner]):
                newest = claims_queries.verifications_of(actor=self.cast.actors[owner], claim=claim)[:1]
                for verification in newest:
                    if not any(r.kind == verification._meta.label and r.key == verification.pk for r in self.rows):
                        seen = anyone_of([version], "status")
                        self.keep(verification, owner, "claim", seen, product=self.readers.products[version])

    def add_orders(self) -> None:
        for owner, product in (("buyer", "shown"), ("thin", "foreign"), ("reseller", "shown"), ("late", "revoked")):
            # The buyer lets the auditor see its orders.
            actor, only = self.cast.actors[owner], of(owner, *(["auditor"] if owner == "buyer" else []))
            code, version = self.products[product].code, self.versions[PRODUCTS[product][1][0]]
            wanted = self.mark("number an order's line names", "order", only)
            said = (code, version.hardware, version.firmware, version.ai_software, f"Beijing-{wanted}-202403150012")
            content = "Line,Product,Hardware,Firmware,AI software,Filing number\n1," + ",".join(said) + "\n"
            order = purchasing.receive_order(
                actor=actor, reference=self.mark("order number", "order", only), name="a.csv", content=content.encode()
            )
            if owner != "late":
                purchasing.check_order(actor=actor, order=order)
            self.keep(order, owner, "order", only)
            for line in purchasing_queries.lines_with_latest_check(actor=actor, order=order):
                self.keep(line.line, owner, "order", only)
                if line.check is not None:
                    self.keep(line.check, owner, "order", only)
            # Whoever wrote down what a supplier calls its product keeps his own note of it.
            self._allow_own_words(only, product)

    def _allow_own_words(self, only: Audience, product: str) -> None:
        version = self.versions[PRODUCTS[product][1][0]]
        words = (self.products[product].code, version.hardware, version.firmware, version.ai_software)
        for mark in (*words, str(version.pk)):
            self.secrets.append(Secret(mark.lower(), "own note", "order", only))

    def keep_keys(self) -> None:
        """The rows of the keys and memberships the cast holds, and of invitations."""
        for name in ORGANISATIONS:
            actor = self.cast.actors[name]
            for key in accounts_queries.api_keys(actor=actor):
                self.keep(key, name, "key", of(name))
            for membership in accounts_queries.memberships_of(actor=actor):
                self.keep(membership, name, "member", of(name))
        for name in ("maker", "buyer", "rival"):
            address = f"{self.mark('address of an invitation', 'member', of(name))}@example.test"
            invited = self.mark("name of an invitation", "member", of(name))
            invitation, _ = invitations.invite(actor=self.cast.actors[name], email=address, name=invited)
            self.keep(invitation, name, "member", of(name))

    def open_rooms(self) -> None:
        """An auditor is let in by three, one of whom has closed the room again.

        A contract and an order say which verification they lean on, and why in its words, to whoever reads them.
        """
        for secret in list(self.secrets):
            if secret.product == "shown" and secret.what in ("model name", "key of claims.Verification"):
                self.secrets.append(Secret(secret.mark, secret.what, "contract", of("auditor")))
        audited = next(row.key for row in self.rows if row.kind == "contracts.Contract")
        for host, products, listed in (("maker", ["lined"], [audited]), ("buyer", [], []), ("rival", ["foreign"], [])):
            both = of(host, "auditor")
            grant = rooms.open_room(
                actor=self.cast.actors[host],
                auditor=self.cast.organisations["auditor"],
                every_product=False,
                product_ids=[self.products[name].pk for name in products],
                contract_ids=listed,
                orders=host == "buyer",
                period_from=timezone.localdate() - timedelta(days=30),
                period_to=timezone.localdate() + timedelta(days=30),
                until=timezone.now() + timedelta(days=30),
                note=self.mark("note to an auditor", "product", both),
            )
            self.keep(grant, host, "product", both)
            self.readers.acquainted.add(frozenset({host, "auditor"}))
            if host == "rival":
                rooms.end_room(actor=self.cast.actors[host], grant=grant)

    def add_messages(self) -> None:
        """Somebody is told something, he alone."""
        for name in ("maker", "maker.compliance", "buyer", "rival"):
            home, needs = self.cast.askers[name].home, f"person {name}"
            text = self.mark("what somebody is told", needs, of(home))
            user = self.cast.askers[name].user
            assert user is not None
            for message in notify.tell(
                actor=SYSTEM,
                organisation_id=self.cast.organisations[home].pk,
                kind=Kind.SHARE_OPENED,
                params={"organisation": in_both(text, text), "product": in_both(text, text)},
                link="/",
                dedupe_key=text,
                users=[user.pk],
            ):
                self.keep(message, home, needs, of(home), person=name)

    def add_packs(self) -> None:
        for owner in ("buyer", "reseller", "customer", "rival"):
            product = "foreign" if owner == "rival" else "shown"
            pack = packs.request_pack(
                actor=self.cast.actors[owner],
                product=self.products[product],
                purpose=f"Shipment {self.mark('purpose of a pack', 'pack', of(owner), product)}",
                language="en",
            )
            building.build_pack(actor=SYSTEM, pack_id=pack.pk)
            self.keep(pack, owner, "pack", of(owner), product=product)


def begun() -> Stock:
    """The world as far as it comes while edition 10 of the list is in force."""
    factories.national_list(upto=10)
    readers = Readers()
    stock = Stock(Cast(readers), readers, [], [], {}, {}, {})
    stock.add_people()
    stock.add_products()
    stock.add_shares()
    stock.assign()
    stock.add_claims()
    stock.add_contracts()
    return stock


def next_edition() -> None:
    """Edition 11 of the list comes, and starts the contracts' clocks."""
    factories.national_list(upto=11)
    edition = registry.current_edition()
    assert edition is not None
    claims.verify_changed(actor=SYSTEM, edition_id=edition.pk)
    clocks.start_clocks(actor=SYSTEM, edition_id=edition.pk)


def finish(stock: Stock) -> None:
    """What follows once edition 11 has come and the contracts' clocks were started."""
    stock.keep_obligations()
    stock.keep_new_verifications()
    stock.add_orders()
    stock.end_shares()
    stock.add_packs()
    stock.add_codes()
    stock.open_rooms()
    stock.keep_keys()
    stock.add_messages()
