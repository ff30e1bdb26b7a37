"""A person with a browser that has no JavaScript: opens pages, fills in the forms that stand there, sends them."""

import re
from collections.abc import Mapping, Sequence
from typing import Self
from urllib.parse import urljoin

import requests
from lxml import html

Value = str | bool | Sequence[str]


class Visitor:
    """Keeps cookies and the page it looks at, like a browser."""

    def __init__(self, base: str, email: str, password: str, language: str = "en") -> None:
        self.base, self.language = base, language
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language
        self.open("/accounts/login/")
        self.send("login", login=email, password=password)
        assert "/accounts/login/" not in self.url, f"{email} could not sign in: {self.text[:400]}"

    def open(self, path: str, expect: int = 200) -> Self:
        """Open a page; its status must be as expected."""
        self._take(self.session.get(urljoin(self.base, path)), expect)
        return self

    def status_of(self, path: str) -> int:
        """The status of a page, without going there."""
        return self.session.get(urljoin(self.base, path), allow_redirects=False).status_code

    def download(self, path: str) -> requests.Response:
        return self.session.get(urljoin(self.base, path))

    def follow(self, words: str) -> Self:
        """Follow the first link whose text or label holds these words."""
        for link in self.page.iter("a"):
            if words in (link.text_content() + (link.get("aria-label") or "")):
                return self.open(urljoin(self.url, link.get("href")))
        raise AssertionError(
            f"no link {words!r} on {self.url}; there are {[a.text_content().strip() for a in self.page.iter('a')]}"
        )

    def send(
        self,
        action: str,
        files: Mapping[str, tuple[str, bytes, str]] | Sequence[tuple[str, tuple[str, bytes, str]]] | None = None,
        expect: int = 200,
        button: str | None = None,
        **fields: Value,
    ) -> Self:
        """Fill in and send the form whose action holds `action` ("" for the page's own address)."""
        form = self._form(action, fields, button)
        data = [(name, value) for name, value in self._fields_of(form, button) if name not in fields]
        for name, value in fields.items():
            values = (
                [value] if isinstance(value, str) else (["on"] if value is True else [] if value is False else value)
            )
            data += [(name, one) for one in values]
        target = urljoin(self.url, form.get("action") or self.url)
        if (form.get("method") or "get").lower() == "get":
            self._take(self.session.get(target, params=data), expect)
        else:
            self._take(self.session.post(target, data=data, files=files, headers={"Referer": self.url}), expect)
        return self

    def sees(self, words: str) -> bool:
        return words in self.text

    @property
    def text(self) -> str:
        """What the page's main part says, blanks folded."""
        main = self.page.xpath("//main") or [self.page]
        return re.sub(r"\s+", " ", main[0].text_content())

    @staticmethod
    def _is_of_the_page(form: html.HtmlElement) -> bool:
        """Not one of the frame's forms (language, sign-out)."""
        return any(parent.tag == "main" for parent in form.iterancestors())

    def _form(self, action: str, fields: Mapping[str, Value], button: str | None) -> html.HtmlElement:
        for form in self.page.iter("form"):
            has = set(fields) <= set(form.inputs.keys()) and (
                button is None or form.xpath(f".//button[@name='{button}']")
            )
            if action in (form.get("action") or self.url) and has and self._is_of_the_page(form):
                return form
        forms = [(f.get("action"), list(f.inputs.keys())) for f in self.page.iter("form")]
        raise AssertionError(
            f"no form {action!r} with {sorted(fields)} on {self.url}; there are {forms}; {self.text[:300]}"
        )

    @staticmethod
    def _fields_of(form: html.HtmlElement, button: str | None) -> list[tuple[str, str]]:
        data = [(name, value) for name, value in form.form_values() if value is not None]
        if button is not None:
            data += [(b.get("name"), b.get("value") or "") for b in form.iter("button") if b.get("name") == button]
        return data

    def _take(self, response: requests.Response, expect: int) -> None:
        assert response.status_code == expect, f"{response.status_code} at {response.url}: {response.text[:1500]}"
        self.url, self.response = response.url, response
        self.page = html.fromstring(response.content) if response.content else html.fromstring("<html></html>")
