"""Who asks: organisations of every capacity, their people in every role, their keys, and those who belong nowhere."""

from dataclasses import dataclass

from apps.accounts import queries as accounts_queries
from apps.accounts.models import Membership, Organisation, User
from apps.accounts.roles import scopes_within
from apps.accounts.services import keys, members
from apps.kernel.actor import Actor
from tests import factories
from tests.access.probing.marks import word
from tests.access.probing.readers import ROLES, Readers

ORGANISATIONS: dict[str, list[str]] = {
    "maker": ["supplier"],
    "rival": ["supplier"],
    "buyer": ["buyer"],
    "thin": ["buyer"],
    "reseller": ["reseller"],
    "customer": ["buyer"],
    "integrator": ["integrator"],
    "auditor": ["auditor"],
    "late": ["buyer", "supplier"],
    "stranger": ["buyer", "supplier"],
    "operator": ["operator"],
}
ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks, with a seat (a role) in none, one or two organisations; `key` is sent to the API."""

    name: str
    seats: tuple[tuple[str, str], ...] = ()
    key: str = ""
    user: User | None = None
    scopes: tuple[str, ...] = ()

    @property
    def home(self) -> str:
        """The organisation he asks for unless another is said; a supplier's for those who have none."""
        return self.seats[0][0] if self.seats else "maker"

    def may_read(self, needs: str, organisation: str, product: str) -> bool:
        """Whether his role in an organisation lets him read such a row of it."""
        role = dict(self.seats).get(organisation)
        if role is None:
            return False
        if needs.startswith("person "):
            return needs == f"person {self.name}"
        if self.key:
            return any(needs in SCOPES[scope] for scope in self.scopes)
        if role == ASSIGNED:
            # His colleagues he sees as others do.
            theirs = product == ASSIGNED_TO.get((self.name, organisation), "?")
            return needs in ROLES["compliance"] and (needs == "member" or theirs)
        return needs in ROLES[role]


# What the members with "assigned only" are assigned to, and by which of their organisations.
ASSIGNED_TO = {
    ("maker.assigned", "maker"): "shown",
    ("buyer.assigned", "buyer"): "shown",
    ("customer.assigned", "customer"): "shown",
    ("parted", "reseller"): "shown",
    ("parted", "maker"): "hidden",
}

SEATS: dict[str, tuple[tuple[str, str], ...]] = {
    "maker": (("maker", "admin"),),
    "maker.compliance": (("maker", "compliance"),),
    "maker.procurement": (("maker", "procurement"),),
    "maker.support": (("maker", "support"),),
    "maker.viewer": (("maker", "viewer"),),
    "maker.assigned": (("maker", ASSIGNED),),
    "rival": (("rival", "admin"),),
    "buyer": (("buyer", "admin"),),
    "buyer.procurement": (("buyer", "procurement"),),
    "buyer.viewer": (("buyer", "viewer"),),
    "buyer.assigned": (("buyer", ASSIGNED),),
    "thin": (("thin", "admin"),),
    "reseller": (("reseller", "admin"),),
    "reseller.viewer": (("reseller", "viewer"),),
    "customer": (("customer", "admin"),),
    "customer.assigned": (("customer", ASSIGNED),),
    "integrator": (("integrator", "admin"),),
    "auditor": (("auditor", "admin"),),
    "late": (("late", "admin"),),
    "stranger": (("stranger", "admin"),),
    "operator": (("operator", "admin"),),
    "operator.curator": (("operator", "curator"),),
    "twofold": (("rival", "viewer"), ("buyer", "viewer")),
    "parted": (("maker", ASSIGNED), ("reseller", ASSIGNED)),
    "examiner": (("auditor", "admin"), ("buyer", "viewer")),
    "nobody": (),
}
STATUS = frozenset({"product", "claim"})
# What each scope of a key lets read; what is said of a product's state goes with whatever is about the product.
SCOPES: dict[str, frozenset[str]] = {
    "lists:read": frozenset(),
    "products:read": STATUS,
    "products:write": STATUS,
    "claims:read": STATUS,
    "claims:write": STATUS,
    "certificates:read": frozenset({"certificate"}),
    "po_checks:read": STATUS | {"order"},
    "po_checks:write": STATUS | {"order"},
    "contracts:read": STATUS | {"contract"},
    "packs:read": STATUS | {"pack"},
    "packs:write": STATUS | {"pack"},
}
# Keys by whose they are and what they may do; none named is all that the organisation may.
KEYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "maker": ("maker", ()),
    "maker.products": ("maker", ("products:read",)),
    "maker.claims": ("maker", ("claims:write",)),
    "rival": ("rival", ()),
    "buyer": ("buyer", ()),
    "buyer.orders": ("buyer", ("po_checks:write",)),
    "buyer.packs": ("buyer", ("packs:read",)),
    "thin": ("thin", ()),
    "reseller": ("reseller", ()),
    "customer": ("customer", ()),
    "auditor": ("auditor", ()),
    "late": ("late", ()),
    "stranger": ("stranger", ()),
    "operator": ("operator", ("lists:read",)),
}


class Cast:
    """The organisations and people of one world."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers
        self.marks: dict[str, str] = {name: word() for name in ORGANISATIONS}
        self.organisations = {name: self._organisation(name) for name in ORGANISATIONS}
        self.actors: dict[str, Actor] = {}
        self.people_marks: dict[str, str] = {}
        self.key_marks: dict[str, str] = {}
        self.askers = {name: self._asker(name) for name in SEATS}
        self.askers["anonymous"] = Asker("anonymous")
        self.key_holders = {name: self._key_holder(name) for name in KEYS}
        self.key_holders["anonymous"] = self.askers["anonymous"]

    def _organisation(self, name: str) -> Organisation:
        mark = self.marks[name]
        return factories.organisation(
            ORGANISATIONS[name][0],
            slug=f"{name}-{mark.lower()}",
            legal_name=f"{mark}有限公司",
            english_name=f"{mark} Ltd",
            capacities=ORGANISATIONS[name],
        )

    def _asker(self, name: str) -> Asker:
        mark = self.people_marks[name] = word()
        user = User.objects.create_user(f"{mark.lower()}@example.test", factories.PASSWORD, name=f"Person {mark}")
        for organisation, role in SEATS[name]:
            membership = members.add_member(
                actor=factories.SYSTEM,
                organisation=self.organisations[organisation],
                email=user.email,
                name=user.name,
                password="",
                role="compliance" if role == ASSIGNED else role,
                language="en",
                assigned_only=role == ASSIGNED,
            )
            self.actors.setdefault(name, self._actor(membership))
        return Asker(name, SEATS[name], user=user)

    def _actor(self, membership: Membership) -> Actor:
        return accounts_queries.actor_of(membership)

    def _key_holder(self, name: str) -> Asker:
        organisation, scopes = KEYS[name]
        mark = self.key_marks[name] = word()
        actor = self.actors[organisation]
        key = keys.create_api_key(
            actor=actor,
            organisation=self.organisations[organisation],
            name=f"Key {mark}",
            scopes=scopes or scopes_within(actor.permissions),
        )
        return Asker(f"{name} (key)", ((organisation, "key"),), key=key, scopes=scopes or tuple(SCOPES))
