"""A tenant row whose parent is a tenant row has the parent's owner, and the database sees to that."""

import pytest
from django.db import connection

from apps.kernel.tenancy import TenantModel
from tests.architecture.project import our_models

# Keys to a row that another organisation may own; the reason why it may.
OF_ANOTHER: dict[str, str] = {
    "catalogue.Receipt.share": "a receipt is its receiver's, the share its giver's",
    "catalogue.Share.parent": "who shares on does so by a share that another gave",
    "catalogue.Share.product": "who shares on does not own the product",
    "catalogue.ShareVersion.product": "who shares on does not own the product",
    "catalogue.ShareVersion.version": "who shares on does not own the version",
    "contracts.ContractVersion.version": "a buyer may draft a contract on its supplier's versions",
    "contracts.Obligation.cause": "what starts a clock is a verification of the supplier's claim",
    "evidence.Pack.product": "a pack is asked for by who receives a product",
    "purchasing.OrderLine.version": "a buyer orders its supplier's versions",
}

COMPOSITE = """
SELECT child.relname, childs.attname, parent.relname
FROM pg_constraint key
JOIN pg_class child ON child.oid = key.conrelid
JOIN pg_class parent ON parent.oid = key.confrelid
JOIN pg_attribute childs ON childs.attrelid = child.oid AND childs.attnum = key.conkey[1]
JOIN pg_attribute owners ON owners.attrelid = child.oid AND owners.attnum = key.conkey[2]
WHERE key.contype = 'f' AND cardinality(key.conkey) = 2 AND owners.attname = 'owner_id' AND key.condeferrable
"""


def tenant_keys() -> dict[str, tuple[str, str, str]]:
    """Foreign keys from tenant row to tenant row: their names with table, column and the parent's table."""
    found = {}
    for model in our_models():
        for field in model._meta.concrete_fields if issubclass(model, TenantModel) else ():
            parent = field.related_model
            if isinstance(parent, type) and issubclass(parent, TenantModel):
                key = (model._meta.db_table, field.column, parent._meta.db_table)
                found[f"{model._meta.label}.{field.name}"] = key
    return found


@pytest.mark.django_db
def test_every_key_to_a_row_of_the_same_owner_is_compared_with_the_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COMPOSITE)
        composite = set(cursor.fetchall())
    wanted = {name: key for name, key in tenant_keys().items() if name not in OF_ANOTHER}
    assert [name for name, key in wanted.items() if key not in composite] == []
    assert set(OF_ANOTHER) <= set(tenant_keys())
