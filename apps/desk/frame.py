"""What stands around every page: whose page it is, the menu, the list line, the other language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts import queries as accounts
from apps.accounts.roles import Capacity, State
from apps.accounts.words import CAPACITY_LABELS
from apps.catalogue import queries as catalogue
from apps.desk.freshness import has_second_step
from apps.desk.language import html_code, in_language
from apps.desk.setting_up import SetUp, is_set_up_by, set_up
from apps.desk.words import listed
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission as P
from apps.notify import queries as notify
from apps.notify import sink
from apps.registry import queries as registry
from apps.registry.lists import NATIONAL


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site: its home, who may enter, the names of the pages in it, its key on a keyboard."""

    label: Promise
    home: str
    key: str
    permission: P | None
    pages: frozenset[str] = frozenset()
    # An organisation of nothing but these has it as its home, or nothing in it.
    not_for: frozenset[str] = frozenset()

    def holds(self, name: str | None) -> bool:
        return name == self.home or name in self.pages


AUDITORS = frozenset({Capacity.AUDITOR.value})

SECTIONS = (
    Section(_("Home"), "organisation-home", "h", None),
    Section(_("Verify"), "verify", "v", P.ORDER_CHECK),
    Section(_("Orders"), "orders", "o", P.ORDER_SEE, frozenset({"order", "order-add", "order-check"})),
    Section(
        _("Products"),
        "products",
        "p",
        P.PRODUCT_SEE,
        frozenset(
            {"product", "product-add", "product-line", "version", "version-add", "share-add"}
            | {"public-page", "public-code-revoke"}
        ),
    ),
    Section(_("Received"), "received", "r", P.SHARE_SEE, frozenset({"received-share"}), AUDITORS),
    Section(
        _("Shares"),
        "shares",
        "s",
        P.PRODUCT_SHARE,
        frozenset({"share-withdraw", "share-software", "line-share-add", "line-share-end", "chain"}),
    ),
    Section(
        _("Certificates"),
        "certificates",
        "c",
        P.CLAIM_SEE,
        frozenset(
            {"certificate-add", "claim", "claim-describe", "claim-versions", "claim-confirm", "claim-withdraw"}
            | {"verification", "certificate"}
        ),
    ),
    Section(
        _("Contracts"),
        "contracts",
        "k",
        P.CONTRACT_SEE,
        frozenset({"contract", "contract-add", "contract-confirm", "obligation-fulfil", "obligation-accept"}),
    ),
    Section(_("Evidence packs"), "packs", "e", P.PACK_SEE, frozenset({"pack", "pack-add"})),
    Section(_("Publications"), "publication-add", "u", P.LIST_INGEST),
    Section(_("Auditors"), "auditors", "d", P.ROOM_OPEN, frozenset({"auditor", "auditor-add", "auditor-end"})),
    Section(_("Rooms"), "rooms", "w", P.ROOM_SEE, frozenset({"room"}), AUDITORS),
    Section(_("API keys"), "developers", "a", P.KEY_SEE, frozenset({"key-add", "key-rotate", "key-revoke"})),
    Section(_("Organisations"), "organisations", "i", P.ORGANISATION_JUDGE, frozenset({"organisation-judge"})),
    Section(
        _("Members"),
        "members",
        "t",
        P.MEMBER_SEE,
        frozenset({"member", "member-invite", "member-remove", "invitation"}),
    ),
    Section(_("Settings"), "organisation-settings", "n", P.ORGANISATION_EDIT, frozenset({"onboarding", "licence"})),
)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of the menu; `current` where the reader is inside its section, `key` what follows `g` on a keyboard."""

    label: Promise
    url: str
    key: str
    current: bool


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """The page in one of the portal's languages, named in that language."""

    code: str
    html_code: str
    name: str
    url: str
    current: bool


class Frame:
    """Reads only what the template asks for, and each thing once."""

    def __init__(self, request: HttpRequest, *, membership: Any = None, actor: Actor | None = None) -> None:
        self._request = request
        self._membership = membership
        self._actor = actor

    @cached_property
    def signed_in(self) -> bool:
        # The language middleware asks for the person on every page; where it never ran there is none.
        user = getattr(self._request, "user", None)
        return user is not None and user.is_authenticated

    @cached_property
    def membership(self) -> Any:
        """The one the page is for; on pages without an organisation the person's only one, if it is the only one."""
        if self._membership is not None:
            return self._membership
        return self.memberships[0] if len(self.memberships) == 1 else None

    @cached_property
    def actor(self) -> Actor | None:
        return self._actor or (accounts.actor_of(self.membership) if self.membership else None)

    @property
    def organisation(self) -> Any:
        return self.membership.organisation if self.membership else None

    @cached_property
    def memberships(self) -> Sequence[Any]:
        """Where the person may act, for the switcher."""
        user_id = self._request.user.pk if self.signed_in else None
        return [] if user_id is None else accounts.memberships(user_id=user_id)

    @property
    def capacity(self) -> str:
        """What the organisation is, in words."""
        return listed(CAPACITY_LABELS[c] for c in self.organisation.capacities) if self.organisation else ""

    @property
    def suspended(self) -> bool:
        return self.organisation is not None and self.organisation.state == State.SUSPENDED

    @property
    def assigned_only(self) -> bool:
        return self._actor is not None and self._actor.assigned_only

    @cached_property
    def operators(self) -> Sequence[Any]:
        """Whom a suspended organisation asks."""
        return accounts.operators()

    @cached_property
    def setup(self) -> SetUp | None:
        """What is left to set up, said on the home of the organisation to who may do it; None elsewhere."""
        if self._actor is None or self._page != "organisation-home":
            return None
        if not is_set_up_by(self._actor, self.organisation.capacities):
            return None
        found = set_up(actor=self._actor, has_second_step=has_second_step(self._request))
        return None if found.complete else found

    @property
    def noted(self) -> bool:
        """Whether what the reader opens is kept for the organisations it belongs to."""
        return self._actor is not None and self._actor.is_noted

    @cached_property
    def waiting_shares(self) -> int:
        """How many shares wait for an answer, said on the home of the organisation to who may give it."""
        if self._actor is None or self._page != "organisation-home" or not self._actor.may(P.SHARE_RECEIVE):
            return 0
        return catalogue.waiting_shares(actor=self._actor).count()

    @cached_property
    def list_line(self) -> Any:
        """The state of the national list, said on every signed-in page; None where none is loaded."""
        return registry.list_line(NATIONAL) if self.signed_in else None

    @cached_property
    def unread(self) -> int:
        """How many messages the person has not read in the organisation the page is for; pages of none say nothing."""
        return notify.unread(actor=self._actor) if self._actor else 0

    @property
    def messages_url(self) -> str:
        """Where they are read; "" on pages without an organisation, which don't know how many there are."""
        return self._home_of("messages") if self._actor else ""

    @property
    def has_letters(self) -> bool:
        """Whether what goes out by mail can be read by everybody, as in a demonstration."""
        return sink.is_open()

    @property
    def in_lists(self) -> bool:
        return self._page in ("lists", "edition")

    @property
    def search_url(self) -> str:
        """Where the number typed in the masthead is checked; "" for who may not."""
        return self._home_of("verify") if self.actor and self.actor.may(P.ORDER_CHECK) else ""

    @property
    def footer_slots(self) -> Sequence[Mapping[str, str]]:
        """What the deployer shows at the foot: filing numbers of the site, privacy, accessibility."""
        slots: Sequence[Mapping[str, str]] = getattr(settings, "FOOTER_SLOTS", ())
        return slots

    @cached_property
    def menu(self) -> list[MenuItem]:
        if self.actor is None or self.membership is None:
            return []
        allowed = [s for s in SECTIONS if s.permission is None or self.actor.may(s.permission)]
        shown = [s for s in allowed if not set(self.organisation.capacities) <= s.not_for]
        # What is in no section of the menu is a part of the home.
        current = next((s for s in shown if s.holds(self._page)), None)
        if current is None and any(s.holds(self._page) for s in allowed):
            current = shown[0]
        return [MenuItem(s.label, self._home_of(s.home), s.key, s is current) for s in shown]

    @property
    def _page(self) -> str | None:
        return self._request.resolver_match.url_name if self._request.resolver_match else None

    def _home_of(self, name: str) -> str:
        return reverse(name, kwargs={"organisation": self.organisation.slug}) if self.organisation else ""

    @property
    def address(self) -> str:
        """This page with its query, without a language in it."""
        return in_language(self._request.get_full_path(), "")

    @property
    def html_language(self) -> str:
        return html_code(translation.get_language())

    @cached_property
    def languages(self) -> list[LanguageChoice]:
        current = translation.get_language()
        address = self._request.build_absolute_uri()
        return [
            LanguageChoice(code, html_code(code), name, in_language(address, html_code(code).lower()), code == current)
            for code, name in settings.LANGUAGES
        ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: a frame without an organisation, which the pages of one replace by theirs."""
    return {"frame": Frame(request), "has_errors": False}
