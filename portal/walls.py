"""The walls between organisations as they stand in the database: whose rows each table holds, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.apps import apps
from django.db.models import Model

from portal.grants import EVERYTHING, WORKING, Cursor, wanted_grants
from portal.local.postgres import Role
from portal.policies import differences, kept, standing

# What the authorities published, figures about it, and the log of it: everybody may read these rows.
PUBLIC = {
    "claims.Run",
    "ledger.Checkpoint",
    "ledger.Leaf",
    "ledger.SigningKey",
    "registry.Change",
    "registry.Edition",
    "registry.Entry",
    "registry.PublicList",
    "registry.Publication",
    "registry.PublicationFile",
}

# The portal's own: who there is, what was done, what is still to do.
PLATFORM = {
    "accounts.Membership",
    "accounts.Organisation",
    "accounts.User",
    "kernel.AuditEvent",
    "kernel.Outbox",
}

# Those of them that say who works with whom and who did what: walled like a tenant's, but for what everybody may do:
# see what an organisation is called, and add to the chain of whose rows one works on.
WALLED = {"accounts.Membership", "accounts.Organisation", "kernel.AuditEvent"}
OPEN = {
    ("accounts_organisation", "SELECT"),
    ("kernel_auditevent", "INSERT"),
}

# Links read through the tenant row at one of their ends, and what triggers keep for that; never read by themselves.
PART = {
    "catalogue.Access",
    "catalogue.ProductUserObjectPermission",
    "contracts.ContractUserObjectPermission",
    "contracts.Reader",
    "purchasing.SupplierAccountUserObjectPermission",
}

# Tables of no model.
WITHOUT_MODEL = {"django_migrations"}

RELATIONS = """
SELECT relname, relkind, relrowsecurity, relforcerowsecurity, relowner::regrole::text,
       coalesce(reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY relname
"""
# A policy for everybody (role 0) is one for each of them; whose rights are not inherited, policies neither.
POLICIES = """
SELECT relname, role.rolname, polcmd, polpermissive, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
JOIN pg_roles role ON role.rolname IN ('hefu_app', 'hefu_system')
    AND (0 = ANY(polroles) OR EXISTS (SELECT FROM unnest(polroles) one WHERE one <> 0
        AND pg_has_role(role.oid, one, 'USAGE')))
WHERE relnamespace = 'public'::regnamespace
"""
PRIVILEGES = """
SELECT relname, role.rolname, verb
FROM pg_class CROSS JOIN pg_roles role
CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) verb
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
  AND role.rolname IN ('hefu_app', 'hefu_system', 'hefu_backup')
  AND CASE WHEN verb IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
      THEN has_any_column_privilege(role.oid, pg_class.oid, verb)
      ELSE has_table_privilege(role.oid, pg_class.oid, verb) END
"""
COMMANDS = {"r": ("SELECT",), "a": ("INSERT",), "w": ("UPDATE",), "d": ("DELETE",), "*": EVERYTHING}
# A trigger's function can be called by nobody, whoever may.
FUNCTIONS = """
SELECT oid::regprocedure::text,
       EXISTS (SELECT FROM unnest(proconfig) setting WHERE setting LIKE 'search\\_path=%'),
       prorettype <> 'trigger'::regtype AND has_function_privilege('public', oid, 'EXECUTE')
FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1
"""
SCHEMA = """
SELECT rolname FROM pg_roles
WHERE rolname IN ('hefu_app', 'hefu_system', 'hefu_backup') AND has_schema_privilege(oid, 'public', 'CREATE')
"""


class Holds(StrEnum):
    """Whose rows a table holds."""

    TENANTS = "walled"
    PUBLIC = "public"
    PORTAL = "portal's own"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Policy:
    """One policy, as it applies to one of the working roles."""

    role: str
    verbs: tuple[str, ...]
    permissive: bool
    open: bool


@dataclass
class Table:
    """A table, view or the like with what the catalogue of the database says of it."""

    name: str
    kind: str
    enabled: bool
    forced: bool
    owner: str
    invoker: bool
    holds: Holds = Holds.UNKNOWN
    walled: bool = False
    unlike: list[str] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    privileges: set[tuple[str, str]] = field(default_factory=set)
    wanted: set[tuple[str, str]] = field(default_factory=set)

    def holes(self) -> list[str]:
        """What is missing or too much, each in a few words; empty where the table is as it should be."""
        if self.kind == "v":
            return [] if self.invoker else ["a view without security_invoker"]
        if self.kind in "mf":
            return ["row-level security can't be had for this kind of table"]
        found = ["no model is known for it, or its model is in no list of portal/walls.py"]
        found = found if self.holds is Holds.UNKNOWN else []
        return [*found, *self._wall_holes(), *self.unlike, *self._privilege_holes()]

    def _wall_holes(self) -> Iterator[str]:
        if not self.walled and not self.enabled:
            return
        if not self.enabled:
            yield "row-level security is not enabled"
        if not self.forced:
            yield "row-level security is not forced"
        for role in WORKING:
            for verb in EVERYTHING:
                yield from self._policy_holes(role.login, verb)

    def _policy_holes(self, role: str, verb: str) -> Iterator[str]:
        if (role, verb) not in self.privileges:
            return
        policies = [one for one in self.policies if one.role == role and verb in one.verbs and one.permissive]
        if not policies:
            yield f"no policy for {verb} for {role}"
        elif self.walled and role == Role.APP.login and any(one.open for one in policies):
            if (self.name, verb) in OPEN:
                return
            yield f"a policy lets {role} {verb} every row"

    def _privilege_holes(self) -> Iterator[str]:
        if self.owner in {role.login for role in WORKING}:
            yield f"{self.owner} owns it"
        for role, verb in sorted(self.privileges - self.wanted):
            yield f"{role} may {verb}"
        for role, verb in sorted(self.wanted - self.privileges):
            yield f"{role} may not {verb}"


def tables(cursor: Cursor) -> list[Table]:
    """Every table, view and the like of the schema, by name."""
    cursor.execute(RELATIONS)
    found = {str(row[0]): Table(*row) for row in cursor.fetchall()}
    models = {model._meta.db_table: model._meta.label for model in apps.get_models()}
    there = standing(cursor)
    for name, holds in whose().items():
        if name in found:
            found[name].holds = holds
    for name, table in found.items():
        table.walled = table.holds is Holds.TENANTS or models.get(name) in WALLED or name in kept()
        table.unlike = list(differences(kept().get(name, {}), there.get(name, {})))
    cursor.execute(POLICIES)
    for name, role, command, permissive, reads, writes in cursor.fetchall():
        # What a policy does not say on writing is what it says on reading.
        open_ = "true" in {reads, writes if writes is not None else reads}
        found[name].policies.append(Policy(role, COMMANDS[command], permissive, open_))
    cursor.execute(PRIVILEGES)
    for name, role, verb in cursor.fetchall():
        found[name].privileges.add((role, verb))
    for grant in wanted_grants(cursor):
        found[grant.table].wanted |= {(grant.role.login, verb) for verb in grant.verbs}
        found[grant.table].wanted.add((Role.BACKUP.login, "SELECT"))
    return list(found.values())


def whose() -> dict[str, Holds]:
    """Whose rows each table of a model holds, by the name of the table."""
    found = dict.fromkeys(WITHOUT_MODEL, Holds.PORTAL)
    return found | {model._meta.db_table: _whose(model) for model in apps.get_models(include_auto_created=True)}


def _whose(model: type[Model]) -> Holds:
    label = model._meta.label
    if label in PART or any(field.name == "owner" for field in model._meta.fields):
        return Holds.TENANTS
    if label in PUBLIC:
        return Holds.PUBLIC
    # What other people's apps keep is about sign-ins, never about one organisation's goods.
    ours = (apps.get_app_config(model._meta.app_label).name).startswith("apps.")
    return Holds.UNKNOWN if ours and label not in PLATFORM else Holds.PORTAL


def other_holes(cursor: Cursor) -> Iterator[tuple[str, str]]:
    """Functions and schemas through which a wall could be walked around: their name and what is wrong."""
    cursor.execute(FUNCTIONS)
    for name, fixed, public in cursor.fetchall():
        if not fixed:
            yield str(name), "a SECURITY DEFINER function without a search_path of its own"
        if public:
            yield str(name), "a SECURITY DEFINER function that PUBLIC may execute"
    cursor.execute(SCHEMA)
    for (role,) in cursor.fetchall():
        yield "schema public", f"{role} may CREATE"
