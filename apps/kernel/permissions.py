"""Every verb in the product, once."""

from enum import StrEnum


class Permission(StrEnum):
    """What an actor may be allowed to do; which role holds which verb is said in `accounts.roles`."""

    LIST_SEE = "list.see"
    LIST_INGEST = "list.ingest"
    PRODUCT_SEE = "product.see"
    PRODUCT_EDIT = "product.edit"
    PRODUCT_SHARE = "product.share"
    PRODUCT_ASSIGN = "product.assign"
    CERTIFICATE_SEE = "certificate.see"
    CERTIFICATE_UPLOAD = "certificate.upload"
    CLAIM_SEE = "claim.see"
    CLAIM_SUBMIT = "claim.submit"
    ORDER_SEE = "order.see"
    ORDER_CHECK = "order.check"
    POLICY_SET = "policy.set"
    CONTRACT_SEE = "contract.see"
    CONTRACT_EDIT = "contract.edit"
    CONTRACT_CONFIRM = "contract.confirm"
    OBLIGATION_FULFIL = "obligation.fulfil"
    PACK_SEE = "pack.see"
    PACK_BUILD = "pack.build"
    MEMBER_SEE = "member.see"
    KEY_CREATE = "key.create"
    SYSTEM_RUN = "system.run"
