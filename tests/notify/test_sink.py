"""The folder that stands for a mail server."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection

from apps.notify import sink
from apps.notify.sending import Letter, send


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.MAIL_SINK = tmp_path / "mail"
    settings.EMAIL_BACKEND = "apps.notify.sink.Sink"
    return tmp_path / "mail"


def letter(subject: str = "合符", text: str = "请打开 https://hefu.test/o/x/\n") -> Letter:
    return Letter("li@example.test", subject, text, "zh-hans", "1")


def test_a_letter_is_kept_as_it_was_sent() -> None:
    send(letter(subject="北风贸易有限公司向贵方共享 K21 自助终端，请查看后接受或退回"))
    kept = sink.letters()[0]
    assert (kept.to, kept.subject) == ("li@example.test", "北风贸易有限公司向贵方共享 K21 自助终端，请查看后接受或退回")
    assert kept.text.strip() == "请打开 https://hefu.test/o/x/"
    assert sink.letter(kept.name) == kept


def test_the_newest_letter_comes_first() -> None:
    for subject in ("one", "two", "three"):
        send(letter(subject=subject))
    assert [kept.subject for kept in sink.letters()] == ["three", "two", "one"]


def test_nobody_else_on_the_machine_reads_the_letters(folder: Path) -> None:
    send(letter())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_only_the_newest_letters_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sink, "MOST_KEPT", 2)
    for subject in ("one", "two", "three"):
        send(letter(subject=subject))
    assert [kept.subject for kept in sink.letters()] == ["three", "two"]


@pytest.mark.parametrize(
    "name", ["../secrets", "", "20260101T000000000000-deadbeef", "20260101T000000000000-deadbeef/x"]
)
def test_a_letter_that_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        sink.letter(name)


@pytest.mark.parametrize(("demo", "there", "is_open"), [(True, True, True), (False, True, False), (True, False, False)])
def test_the_letters_are_open_in_a_demonstration_without_mail_server_alone(
    settings: object, folder: Path, demo: bool, there: bool, is_open: bool
) -> None:
    settings.DEMO, settings.MAIL_SINK = demo, folder if there else None
    assert sink.is_open() is is_open


def test_without_a_folder_nothing_is_sent_into_one(settings: object) -> None:
    settings.MAIL_SINK = None
    with pytest.raises(ImproperlyConfigured):
        get_connection().send_messages([EmailMessage("a", "b", to=["li@example.test"])])
