"""Asking as anybody, and looking through the answer: marks the asker may not see, and what gives a row away."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client, RequestFactory

from tests.access.probing.cast import Asker
from tests.access.probing.marks import KEY, marks_in
from tests.access.probing.reading import body_of, texts_of
from tests.access.probing.stock import Stock
from tests.access.rows import touched, written

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|csrftoken=|sessionid=|nonce-|nonce=")[A-Za-z0-9+/=_-]+')
MOMENT = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
# A message is signed with the time.
COOKIES = re.compile(rb"(?<=messages=)[^;\r\n]*")
NEW = re.compile(KEY.pattern.encode())
EXPIRES = re.compile(rb"expires=[^;\r\n]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: its status, its marks, and what is left of it when all that differs by right is taken out."""

    status: int
    marks: frozenset[str]
    plain: bytes
    wrote: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What was asked and found so far, by all tests of the run together."""

    probes: int = 0
    leaks: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Take in what another process counted."""
        self.probes += other.probes
        self.leaks += other.leaks
        self.seen |= other.seen
        self.statuses += other.statuses


TALLY = Tally()


class Prober:
    """Asks for any address as anybody; every answer is looked through, and nothing that was asked for stays."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self._why = ""
        got_request_exception.connect(self._remember, weak=False, dispatch_uid="prober")
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._requests = RequestFactory()
        self._sessions = {asker.name: self._session(asker) for asker in stock.cast.askers.values()}
        self._entitled: dict[tuple[str, str], frozenset[str]] = {}
        self.known = frozenset(secret.mark for secret in stock.secrets)

    def _session(self, asker: Asker) -> str:
        if asker.user is None:
            return ""
        browser = Client()
        browser.force_login(asker.user)
        return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)

    def _remember(self, **named: Any) -> None:
        self._why = repr(sys.exc_info()[1])[:200]

    def session_of(self, asker: Asker) -> str:
        """The value of somebody's session cookie."""
        return self._sessions[asker.name]

    @cached_property
    def audiences(self) -> list[tuple[str, str, frozenset[str], str, str]]:
        """Mark, need, organisations, product and meaning of every secret."""
        readers = self.stock.readers
        return [(s.mark, s.needs, s.open_to(readers), s.product, s.what) for s in self.stock.secrets]

    def entitled(self, asker: Asker, organisation: str) -> frozenset[str]:
        """The marks somebody may see while he asks for an organisation."""
        key = asker.name, organisation
        if key not in self._entitled:
            self._entitled[key] = frozenset(self._marks_for(asker, organisation))
        return self._entitled[key]

    def _marks_for(self, asker: Asker, organisation: str) -> Iterable[str]:
        seats = dict(asker.seats)
        for mark, needs, audience, product, _ in self.audiences:
            if organisation in seats and organisation in audience:
                if not needs or asker.may_read(needs, organisation, product):
                    yield mark
            elif not needs and audience & set(seats):
                yield mark
        if asker.user is not None:
            yield self.stock.cast.people_marks[asker.name].lower()

    def ask(
        self,
        asker: Asker,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        organisation: str = "",
        said: Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One probe. `said` are the words and keys that the question itself names."""
        organisation = organisation or asker.home
        request = self._request(asker, method, path, body, headers or {})
        before = {} if method in SAFE else written()
        with transaction.atomic():
            response = self._handler.get_response(request)
            content = body_of(response)
            wrote = () if method in SAFE else tuple(touched(before))
            transaction.set_rollback(True)
        named = {word.lower() for word in said} | set(marks_in(path))
        found = frozenset(mark for text in texts_of(response, content) for mark in marks_in(text)) & self.known
        answer = Answer(response.status_code, found - named, self._plain(response, content, named), wrote)
        self._note(asker, organisation, f"{method} {path}", answer)
        return answer

    def _request(
        self, asker: Asker, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> Any:
        sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        if path.startswith("/api/"):
            if asker.key:
                sent["HTTP_AUTHORIZATION"] = f"Bearer {asker.key}"
            request = self._requests.generic(method, path, json.dumps(body or {}), "application/json", **sent)
        elif method == "POST":
            request = self._requests.post(path, body or {}, **sent)
        elif method in SAFE:
            request = self._requests.generic(method, path, **sent)
        else:
            data = urlencode({k: v for k, v in (body or {}).items() if isinstance(v, str)})
            request = self._requests.generic(method, path, data, "application/x-www-form-urlencoded", **sent)
        if session := self._sessions.get(asker.name):
            request.COOKIES[settings.SESSION_COOKIE_NAME] = session
        request._dont_enforce_csrf_checks = True
        return request

    def _note(self, asker: Asker, organisation: str, question: str, answer: Answer) -> None:
        TALLY.probes += 1
        TALLY.statuses[answer.status] += 1
        TALLY.seen |= answer.marks
        if foreign := answer.marks - self.entitled(asker, organisation):
            TALLY.leaks.append(f"{asker.name}: {question} -> {answer.status} tells {self.meaning(foreign)}")
        if answer.status >= 500:
            TALLY.leaks.append(f"{asker.name}: {question} -> {answer.status} {self._why}")
        if answer.status >= 400 and answer.wrote:
            TALLY.leaks.append(f"{asker.name}: {question} -> {answer.status} but wrote {', '.join(answer.wrote)}")

    def meaning(self, marks: Iterable[str]) -> str:
        """What some marks are, in words, with whose they are."""
        told = {mark: f"{what} {mark} of {'/'.join(sorted(who))}" for mark, _, who, _, what in self.audiences}
        return "; ".join(sorted(told[mark] for mark in marks))

    def _plain(self, response: Any, content: bytes, named: Iterable[str]) -> bytes:
        """The answer but for its status, without what was asked, the request's own tokens and the keys of new rows.

        That a session is used is noted every few minutes, with a cookie, whatever is asked.
        """
        told = ((name, value) for name, value in response.headers.items() if name != "Expires")
        headers = "\n".join(sorted(f"{name}: {value}" for name, value in told))
        kept = (cookie.output() for name, cookie in response.cookies.items() if name != settings.SESSION_COOKIE_NAME)
        plain = headers.encode() + b"\n" + "\n".join(kept).encode() + b"\n\n" + content
        plain = COOKIES.sub(b"", plain)
        plain = EXPIRES.sub(b"", MOMENT.sub(b"<moment>", TOKEN.sub(rb"\1<token>", plain)))
        # The longest first: a key may stand in a word.
        for word in sorted(named, key=len, reverse=True):
            plain = re.sub(re.escape(word).encode(), b"<asked>", plain, flags=re.IGNORECASE)
        return NEW.sub(self._if_known, plain)

    def _if_known(self, key: re.Match[bytes]) -> bytes:
        return key[0] if key[0].decode() in self.known else b"<new>"

    def same(self, what: str, one: Answer, other: Answer) -> None:
        """Two answers must not differ: the first is about a row the asker can't see, the second about none."""
        if (one.status, one.plain) != (other.status, other.plain):
            TALLY.leaks.append(f"{what}: {one.status} for a row, {other.status} for none; {_difference(one, other)}")


def _difference(one: Answer, other: Answer) -> str:
    for left, right in zip(one.plain.splitlines(), other.plain.splitlines(), strict=False):
        if left != right:
            return f"{left[:160].decode(errors='replace')!r} / {right[:160].decode(errors='replace')!r}"
    return "one is longer"
