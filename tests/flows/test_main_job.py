"""The main job from end to end: through HTTP, with a real worker, on the real list."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Membership, Organisation
from apps.claims.models import Claim, Run, Verification
from apps.contracts.models import Obligation
from apps.evidence.models import Pack
from apps.registry.models import Edition
from portal.demo_papers import agreement, statement
from portal.local.processes import wait_until
from tests import factories
from tests.flows.visitor import Visitor

ATTACHMENT = Path(__file__).parents[2] / "apps" / "registry" / "data" / "national-genai" / "2026-04.csv"
# A row of every edition, and one that edition 11 is the first to show.
LISTED, HOLDER = "ZheJiang-TongYiQianWen-20230901", "阿里巴巴达摩院（杭州）科技有限公司"
NEWER, NEWER_HOLDER = "Beijing-DouBaoYuYin-202603050190", "北京字跳网络技术有限公司"
EVERYTHING = "the test looks at every tenant's rows"
PATIENCE = 60


@dataclass(frozen=True)
class Stage:
    """Who takes part, each signed in."""

    organisations: dict[str, Organisation]
    visitors: dict[str, Visitor]

    def path(self, who: str, name: str, **arguments: object) -> str:
        return reverse(name, kwargs={"organisation": self.organisations[who].slug, **arguments})


@pytest.fixture
def stage(live_server: LiveServer, worker: None) -> Iterator[Stage]:
    """Editions 1 to 10 of the real list, and one person for each organisation."""
    factories.national_list(upto=10)
    capacities = {
        "supplier": "supplier",
        "buyer": "buyer",
        "integrator": "integrator",
        "stranger": "buyer",
        "operator": "operator",
    }
    organisations = {who: factories.organisation(capacity) for who, capacity in capacities.items()}
    visitors = {}
    for who, organisation in organisations.items():
        actor = factories.member(organisation, "curator" if who == "operator" else "admin")
        email = Membership.objects.get(user_id=actor.user_id).user.email
        visitors[who] = Visitor(live_server.url, email, factories.PASSWORD)
    yield Stage(organisations, visitors)


def until(condition: Callable[[], object]) -> None:
    """Wait for what the worker does."""
    assert wait_until(lambda: bool(condition()), timeout=PATIENCE), "the worker did not do it in time"


def verified(claim_id: int) -> int:
    return Verification.objects.everything(reason=EVERYTHING).filter(claim_id=claim_id).count()


def claim_a_number(stage: Stage, number: str, holder: str, version: str, upload: bool) -> int:
    """The supplier's wizard, from the file (or without one) to the submitted claim."""
    li = stage.visitors["supplier"].open(stage.path("supplier", "certificate-add"))
    if upload:
        li.send("", kind="filing", files={"file": ("statement.pdf", statement(number), "application/pdf")})
        until(lambda: Claim.objects.everything(reason=EVERYTHING).filter(number=number).exists())
    else:
        li.send("", button="number_only", kind="filing")
    claim = Claim.objects.everything(reason=EVERYTHING).latest("pk")
    li.open(stage.path("supplier", "claim-describe", pk=claim.pk))
    if upload:
        assert number in li.response.text, "the number read from the file is proposed"
    li.send(
        "",
        kind="filing",
        number=number,
        holder=holder,
        lean="other",
        paper_note="API agreement 2026-014",
        paper_from="2026-01-01",
        paper_until="2030-12-31",
        files={"file": ("agreement.pdf", agreement(number), "application/pdf")},
    )
    box = next(label for label in li.page.iter("label") if version in label.text_content())
    li.send("", versions=[box.get("for") and li.page.get_element_by_id(box.get("for")).get("value")])
    li.send("", confirmed=True)
    until(lambda: verified(claim.pk) == 1)
    li.open(stage.path("supplier", "claim", pk=claim.pk))
    return claim.pk


def add_product(stage: Stage) -> int:
    li = stage.visitors["supplier"].open(stage.path("supplier", "product-add"))
    li.send("", code="K21-A", name="Self-service kiosk", name_zh="自助终端", product_class="self_service_terminal")
    product = int(li.url.rstrip("/").split("/")[-1])
    for hardware, firmware, ai_software in (("B2", "3.4.1", "1.8.0"), ("B2", "3.5.0", "1.9.0")):
        li.open(stage.path("supplier", "version-add", pk=product))
        li.send("", hardware=hardware, firmware=firmware, ai_software=ai_software)
    for partner in ("buyer", "integrator"):
        li.open(stage.path("supplier", "share-add", pk=product))
        li.send(
            "",
            to_organisation=stage.organisations[partner].slug,
            scopes=["certificate", "evidence", "contract"],
        )
    return product


def test_the_main_job(stage: Stage, tmp_path: Path) -> None:
    product = add_product(stage)
    listed = claim_a_number(stage, LISTED, HOLDER, "1.8.0", upload=True)
    newer = claim_a_number(stage, NEWER, NEWER_HOLDER, "1.9.0", upload=False)
    assert stage.visitors["supplier"].sees("R-NEWER-THAN-LIST")

    order = the_buyer_checks_before_ordering(stage)
    contract = the_parties_agree(stage)
    the_list_grows(stage)

    assert verified(listed) == 1, "a claim the edition did not touch is not verified again"
    assert verified(newer) == 2
    run = Run.objects.get(edition=Edition.objects.get(number=11))
    assert (run.affected, run.changed) == (1, 1)

    everyone_sees_the_change(stage, order, newer)
    both_sides_see_the_same_clock(stage, contract)
    the_integrator_takes_evidence(stage, product, tmp_path)
    the_stranger_sees_nothing(stage, product, listed, contract, order)


def the_buyer_checks_before_ordering(stage: Stage) -> str:
    anna = stage.visitors["buyer"].open(stage.path("buyer", "order-add"))
    lines = "Line,Product,HW,FW,AI software\n10,K21-A,B2,3.4.1,1.8.0\n20,K21-A,B2,3.5.0,1.9.0\n"
    anna.send("", reference="PO-1", files={"file": ("po.csv", lines.encode("gb18030"), "text/csv")})
    first, second = rows_of(anna)
    assert "Release" in first
    assert "edition 10" in anna.text
    assert "Hold" in second
    assert "R-NEWER-THAN-LIST" in second
    return anna.url


def rows_of(visitor: Visitor) -> list[str]:
    """The text of each line of an order."""
    return [" ".join(row.text_content().split()) for row in visitor.page.xpath("//main//table[1]/tbody/tr")]


def the_parties_agree(stage: Stage) -> str:
    li = stage.visitors["supplier"].open(stage.path("supplier", "contract-add"))
    li.send("", partner=stage.organisations["buyer"].slug)
    values = li.page.xpath("//input[@name='versions']/@value")
    li.send("", reference="C-118", title="Supply of kiosks", title_zh="自助终端供货合同", versions=values)
    contract = li.url.rstrip("/").split("/")[-1]
    anna = stage.visitors["buyer"].open(stage.path("buyer", "contract", pk=contract))
    anna.send("confirm")
    assert anna.sees("In force")
    return contract


def the_list_grows(stage: Stage) -> None:
    mei = stage.visitors["operator"].open(stage.path("operator", "publication-add"))
    mei.send(
        "",
        list_slug="national-genai",
        table="auto",
        period_end="2026-04-30",
        published_on="2026-05-13",
        files=[("attachments", (ATTACHMENT.name, ATTACHMENT.read_bytes(), "text/csv"))],
    )
    until(lambda: Run.objects.filter(edition__number=11).exists())


def everyone_sees_the_change(stage: Stage, order: str, newer: int) -> None:
    for who in ("supplier", "buyer"):
        home = stage.visitors[who].open(stage.path(who, "organisation-home"))
        assert home.sees(NEWER) or home.sees("1.9.0"), f"the {who}'s home shows what changed"
    anna = stage.visitors["buyer"].open(order)
    anna.send("check")
    first, second = rows_of(anna)
    assert "Release" in first
    assert "Release" in second
    assert "edition 11" in anna.text


def both_sides_see_the_same_clock(stage: Stage, contract: str) -> None:
    obligation = Obligation.objects.everything(reason=EVERYTHING).get()
    due = obligation.due_at.strftime("%Y-%m-%dT%H:%M")
    for who in ("supplier", "buyer"):
        page = stage.visitors[who].open(stage.path(who, "contract", pk=contract))
        assert page.page.xpath(f"//time[starts-with(@datetime, '{due}')]"), f"the {who} sees the clock"


def the_integrator_takes_evidence(stage: Stage, product: int, tmp_path: Path) -> None:
    elin = stage.visitors["integrator"].open(stage.path("integrator", "pack-add"))
    elin.send("", product=str(product), purpose="Warranty file")
    until(lambda: Pack.objects.everything(reason=EVERYTHING).filter(state="ready").exists())
    pack = Pack.objects.everything(reason=EVERYTHING).get()
    elin.open(stage.path("integrator", "pack", pk=pack.pk))
    content = elin.download(stage.path("integrator", "pack-download", pk=pack.pk)).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert any(name.endswith(".pdf") for name in names)
        assert [archive.read(name) for name in names if name.startswith("certificates/")] == [statement(LISTED)]
    file = tmp_path / "pack.zip"
    file.write_bytes(content)
    call_command("verify_pack", str(file))


def the_stranger_sees_nothing(stage: Stage, product: int, claim: int, contract: str, order: str) -> None:
    rob = stage.visitors["stranger"]
    for name, pk in (("product", product), ("claim", claim), ("contract", contract), ("version", 1), ("pack", 1)):
        assert rob.status_of(stage.path("stranger", name, pk=pk)) == 404
        assert rob.status_of(stage.path("supplier", name, pk=pk)) == 404, "another organisation's address is unknown"
    assert rob.status_of(order) == 404
    rob.open(stage.path("stranger", "organisation-home"))
    assert not rob.sees("K21-A")
