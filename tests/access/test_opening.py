"""Every way to a product with every scope: what it opens, asked of the managers and of the database by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test import override_settings

from apps.accounts.models import Organisation
from apps.catalogue.models import Access, Product, Scope, Share, Source, Version
from apps.claims import queries as claims
from apps.claims.models import Certificate, CertificateFile, Claim, ClaimVersion, Reliance, Verification
from apps.evidence.models import Pack
from apps.evidence.services import packs
from apps.kernel.actor import Actor
from apps.kernel.tenancy import TenantModel
from apps.kernel.wall import acting_as
from tests import factories
from tests.claims.test_access import HOLDER, NUMBER, Shown

pytestmark = pytest.mark.django_db

# What a scope opens beside the names of the product and its version.
STATUS: set[type[TenantModel]] = {Claim, ClaimVersion, Verification, Reliance}
PAPERS: set[type[TenantModel]] = {Certificate, CertificateFile}
# What the host gave to others, and the packs it asked for, an auditor sees.
OF_THE_HOST: set[type[TenantModel]] = {Share, Pack}
NAMES: set[type[TenantModel]] = {Product, Version}
OTHERS = [Source.SHARE, Source.CONTRACT, Source.AUDIT]
SCOPES = [list(some) for n in range(1, len(Scope) + 1) for some in combinations(Scope.values, n)]


@dataclass
class Stage:
    """What a supplier has of one version, and somebody who is to see it by a row of access alone."""

    shown: Shown
    reader: Actor
    rows: dict[type[TenantModel], int]

    def open(self, source: Source, scopes: list[str]) -> None:
        """Write the rows of access of one way to the version, as the triggers write them."""
        product = self.shown.cast.product
        for version in (None, self.shown.cast.shared):
            Access.objects.create(
                organisation_id=self.reader.organisation_id,
                product=product,
                version=version,
                source=source,
                source_id=8_800_000,
                scopes=scopes,
                seller=self.shown.cast.supplier,
                shown_code=product.code,
                shown_name=product.name,
                updated_at=product.created_at,
            )

    def by_managers(self) -> set[type[TenantModel]]:
        """The kinds of rows of the supplier that the reader's queries give."""
        return {kind for kind, pk in self.rows.items() if kind.objects.visible_to(self.reader).filter(pk=pk).exists()}

    def by_the_database(self) -> set[type[TenantModel]]:
        """The kinds of rows that PostgreSQL gives to the role of the web in the reader's context, whoever asks."""
        found: set[type[TenantModel]] = set()
        with acting_as(self.reader), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("hefu_app",)
            for kind, pk in self.rows.items():
                cursor.execute(f'SELECT 1 FROM "{kind._meta.db_table}" WHERE id = %s', [pk])
                if cursor.fetchone():
                    found.add(kind)
        return found


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with override_settings(MEDIA_ROOT=tmp_path):
        shown = Shown(("status", "certificate"))
        owner, organisation = shown.cast.owner, factories.organisation("buyer", capacities=["buyer", "auditor"])
        reliance = factories.reliance(owner, NUMBER, HOLDER)
        pack = packs.request_pack(actor=owner, product=shown.cast.product, purpose="", language="en")
        kept: dict[type[TenantModel], models.Model] = {
            Product: shown.cast.product,
            Version: shown.cast.shared,
            Claim: shown.claim,
            ClaimVersion: ClaimVersion.objects.owned_by(owner).get(claim=shown.claim),
            Verification: shown.verification,
            Reliance: reliance,
            Certificate: shown.certificate,
            CertificateFile: shown.certificate.files.everything(reason="a test").get(),
            Share: shown.cast.share,
            Pack: pack,
        }
        reader = factories.member(Organisation.objects.get(pk=organisation.pk))
        yield Stage(shown, reader, {kind: row.pk for kind, row in kept.items()})


@pytest.mark.parametrize("source", OTHERS)
def test_a_way_to_a_version_opens_what_its_scopes_name_and_a_contract_names_alone(stage: Stage, source: Source) -> None:
    for scopes in SCOPES:
        may_be = scopes == ["contract"] if source == Source.CONTRACT else "status" in scopes
        try:
            with transaction.atomic():
                stage.open(source, scopes)
        except IntegrityError as refused:
            assert not may_be, (source, scopes, refused)
            assert (stage.by_managers(), stage.by_the_database()) == (set(), set())
            continue
        assert may_be, (source, scopes)
        with_status = STATUS if "status" in scopes else set()
        papers = PAPERS if "certificate" in scopes else set()
        others = OF_THE_HOST if source == Source.AUDIT else set()
        assert stage.by_the_database() == NAMES | with_status | papers | others, (source, scopes)
        names = NAMES if "status" in scopes else set()
        assert stage.by_managers() == names | with_status | papers | others, (source, scopes)
        Access.objects.filter(source_id=8_800_000).delete()


def test_what_a_contract_names_has_no_status_for_its_parties_and_is_found_by_no_search(stage: Stage) -> None:
    version = stage.shown.cast.shared
    stage.open(Source.CONTRACT, ["contract"])
    with acting_as(stage.reader), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM claims_on_unseen_versions(%s, %s, current_date)",
            [stage.reader.organisation_id, [version.product_id]],
        )
        assert cursor.fetchone() == (0,)
    assert not claims.claims(actor=stage.reader).exists()
    assert not claims.certificates(actor=stage.reader).exists()
