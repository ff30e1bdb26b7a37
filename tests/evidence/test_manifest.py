"""The manifest: every member under its digest, what was left out, in one form only."""

import hashlib
import json

import pytest

from apps.evidence.facts import Both
from apps.evidence.manifest import RECEIVED, WRITTEN, Item, manifest_of, sealed
from apps.evidence.offline.verify import canonical
from tests.evidence import samples

ITEMS = (
    Item("versions.json", Both("Versions", "各版本"), WRITTEN, b"{}\n"),
    Item("certificates/01-abc.pdf", Both("Document", "凭证"), RECEIVED, samples.CERTIFICATE),
)


def test_the_manifest_names_every_member_with_digest_size_titles_and_source() -> None:
    members = manifest_of(samples.facts(), ITEMS)["members"]
    assert members == [
        {
            "path": "certificates/01-abc.pdf",
            "sha256": hashlib.sha256(samples.CERTIFICATE).hexdigest(),
            "size": len(samples.CERTIFICATE),
            "title": {"en": "Document", "zh-hans": "凭证"},
            "source": "received-from-supplier",
        },
        {
            "path": "versions.json",
            "sha256": hashlib.sha256(b"{}\n").hexdigest(),
            "size": 3,
            "title": {"en": "Versions", "zh-hans": "各版本"},
            "source": "written-by-hefu",
        },
    ]


def test_the_manifest_says_for_whom_about_what_and_by_which_edition() -> None:
    said = manifest_of(samples.facts(), ITEMS)
    assert said["schema"] == "hefu.pack/1"
    assert said["pack"] == {
        "reference": "EP-00001",
        "requested_at": "2026-05-14T02:15:00Z",
        "made_at": "2026-05-14T02:15:00Z",
        "purpose": "Warranty file of the Harbour Mall site",
        "language": "en",
    }
    assert said["made_for"] == {"legal_name": "NordFit Demo AB", "english_name": "NordFit Demo AB", "country": "SE"}
    assert said["product"] == {
        "code": "K21",
        "name": {"en": "K21 self-service kiosk", "zh-hans": "K21 自助服务终端"},
        "class": "self_service_terminal",
    }
    assert said["editions"] == [
        {"list": "national-genai", "number": n, "as_of": "2026-04-30", "sha256": samples.digest(f"edition {n}")}
        for n in (10, 11)
    ]


def test_a_pack_is_complete_until_something_is_left_out() -> None:
    assert manifest_of(samples.facts(), ITEMS)["state"] == "complete"
    partial = manifest_of(samples.facts(omissions=(samples.OMISSION,)), ITEMS)
    assert partial["state"] == "partial"
    assert partial["omissions"] == [
        {
            "code": "certificate-not-opened",
            "what": {"en": "Certificate of claim C-00001", "zh-hans": "声明 C-00001 的凭证"},
            "reason": {
                "en": "The supplier's share does not open certificates.",
                "zh-hans": "供应商的分享未开放凭证。",
            },
        }
    ]


def test_its_bytes_are_sorted_utf8_with_a_newline_at_the_end() -> None:
    content = sealed(samples.facts(), ITEMS)["manifest.json"]
    assert content.endswith(b"}\n")
    assert "自助服务终端".encode() in content
    assert canonical(json.loads(content)) == content


def test_the_sums_name_every_member_and_the_manifest_as_sha256sum_reads_them() -> None:
    members = sealed(samples.facts(), ITEMS)
    lines = members["manifest.sha256"].decode("ascii").splitlines()
    assert lines == sorted(lines, key=lambda line: line.split("  ")[1])
    assert {line[66:]: line[:64] for line in lines} == {
        path: hashlib.sha256(content).hexdigest() for path, content in members.items() if path != "manifest.sha256"
    }


def test_two_members_with_one_path_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="same path"):
        sealed(samples.facts(), (*ITEMS, ITEMS[0]))
    with pytest.raises(ValueError, match="same path"):
        sealed(samples.facts(), (Item("manifest.json", Both("", ""), WRITTEN, b""),))
