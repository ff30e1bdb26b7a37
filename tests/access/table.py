"""Who gets what answer at which address: the whole of access in one table.

`row` names what is asked for (`world.ROWS`). Products, certificates and claims are the supplier's, shared with the
buyer and not with the stranger; orders and packs are the buyer's; contracts are between these two. The buyer and the
stranger are suppliers as well, so that it is the row that stops them and not a verb they lack; a viewer is a member
who lacks the verbs. 401 and, for pages, 302 turn `anonymous` away; 404 hides a row, 403 says that a verb or the
ownership is missing. A plus says that something is written; without one, nothing may be. Taking a pack away is the one
thing read that is recorded. The invitation is the supplier's, for a colleague; whoever holds its link may open it.
What is sent is complete and right (`bodies.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

PEOPLE = ("anonymous", "supplier", "supplier_viewer", "buyer", "buyer_viewer", "stranger", "operator")

TABLE = """
#                                             anonymous  supplier   supplier   buyer      buyer      stranger   operator
# route                     row                                     _viewer               _viewer

# Machines
live                  GET   -                 200        200        200        200        200        200        200
live                  POST  -                 405        405        405        405        405        405        405
ready                 GET   -                 200        200        200        200        200        200        200

# Everybody
home                  GET   -                 302        302        302        302        302        302        302
home                  POST  -                 405        405        405        405        405        405        405
language              GET   -                 405        405        405        405        405        405        405
language              POST  -                 302        302+       302+       302+       302+       302+       302+
help-status           GET   -                 200        200        200        200        200        200        200
public-code           GET   public_code       200        200        200        200        200        200        200
public-code           POST  public_code       405        405        405        405        405        405        405
public-code-report    GET   public_code       200        200        200        200        200        200        200
public-code-report    POST  public_code       200+       200+       200+       200+       200+       200+       200+
help-status           POST  -                 405        405        405        405        405        405        405
lists                 GET   -                 200        200        200        200        200        200        200
lists                 POST  -                 405        405        405        405        405        405        405
edition               GET   edition           200        200        200        200        200        200        200
edition               POST  edition           405        405        405        405        405        405        405
letters               GET   -                 404        404        404        404        404        404        404
letters               POST  -                 405        405        405        405        405        405        405
letter                GET   letter            404        404        404        404        404        404        404
letter                POST  letter            405        405        405        405        405        405        405

# Signing in
sign-in                              GET   -            200    302    302    302    302    302    302
sign-in                              POST  -            302+   302    302    302    302    302    302
account_login                        GET   -            200    302    302    302    302    302    302
account_login                        POST  -            302+   302    302    302    302    302    302
mfa_login_webauthn                   GET   -            302    302    302    302    302    302    302
mfa_login_webauthn                   POST  -            302    302    302    302    302    302    302
mfa_authenticate                     GET   -            302    302    302    302    302    302    302
mfa_authenticate                     POST  -            302    302    302    302    302    302    302
sign-out                             GET   -            405    405    405    405    405    405    405
sign-out                             POST  -            302    302    302    302    302    302    302
account_signup                       GET   -            200    302    302    302    302    302    302
account_signup                       POST  -            302+   302    302    302    302    302    302
account_email_verification_sent      GET   -            302    302    302    302    302    302    302
account_email_verification_sent      POST  -            302    302    302    302    302    302    302
account_reset_password               GET   -            200    200    200    200    200    200    200
account_reset_password               POST  -            302    302    302    302    302    302    302
account_reset_password_done          GET   -            200    200    200    200    200    200    200
account_reset_password_from_key_done GET   -            200    200    200    200    200    200    200
account_reset_password_from_key      GET   reset_key    200    200    200    200    200    200    200
account_reset_password_from_key      POST  reset_key    200    200    200    200    200    200    200
account_reauthenticate               GET   -            302    302    302    302    302    302    302
account_reauthenticate               POST  -            302    302    302    302    302    302    302
mfa_reauthenticate                   GET   -            302    302    302    302    302    302    302
mfa_reauthenticate                   POST  -            302    302    302    302    302    302    302
mfa_reauthenticate_webauthn          GET   -            302    302    302    200    302    302    302
mfa_reauthenticate_webauthn          POST  -            302    302    302    302    302    302    302
mfa_index                            GET   -            302    200    200    200    200    200    200
account_email                        GET   -            302    200    200    200    200    200    200
account_change_password              GET   -            302    200    200    200    200    200    200
account_change_password              POST  -            302    302+   302+   302+   302+   302+   302+
account_set_password                 GET   -            302    302    302    302    302    302    302
account_set_password                 POST  -            302    302    302    302    302    302    302
mfa_activate_totp                    GET   -            302    200    200    200    200    200    200
mfa_activate_totp                    POST  -            302    200    200    200    200    200    200
mfa_deactivate_totp                  GET   -            302    404    404    404    404    404    404
mfa_deactivate_totp                  POST  -            302    404    404    404    404    404    404
mfa_view_recovery_codes              GET   -            302    404    404    404    404    404    404
mfa_generate_recovery_codes          GET   -            302    200    200    200    200    200    200
mfa_generate_recovery_codes          POST  -            302    200    200    302    200    200    200
mfa_add_webauthn                     GET   -            302    200    200    200    200    200    200
mfa_add_webauthn                     POST  -            302    200    200    200    200    200    200
mfa_edit_webauthn                    GET   passkey      302    404    404    200    404    404    404
mfa_edit_webauthn                    POST  passkey      302    404    404    302    404    404    404
mfa_remove_webauthn                  GET   passkey      302    404    404    200    404    404    404
mfa_remove_webauthn                  POST  passkey      302    404    404    302+   404    404    404
usersessions_list                    GET   -            302    200    200    200    200    200    200
usersessions_list                    POST  -            302    302    302    302    302    302    302

# Company sign-in: none is set up
socialaccount_connections            GET   -            302    200    200    200    200    200    200
socialaccount_connections            POST  -            302    200    200    200    200    200    200
socialaccount_signup                 GET   -            302    302    302    302    302    302    302
socialaccount_signup                 POST  -            302    302    302    302    302    302    302
socialaccount_login_cancelled        GET   -            200    200    200    200    200    200    200
socialaccount_login_error            GET   -            401    401    401    401    401    401    401
openid_connect_login                 GET   company      404    404    404    404    404    404    404
openid_connect_login                 POST  company      404    404    404    404    404    404    404
openid_connect_callback              GET   company      404    404    404    404    404    404    404
openid_connect_callback              POST  company      404    404    404    404    404    404    404
dingtalk_login                       GET   -            404    404    404    404    404    404    404
dingtalk_login                       POST  -            404    404    404    404    404    404    404
dingtalk_callback                    GET   -            404    404    404    404    404    404    404
dingtalk_callback                    POST  -            404    404    404    404    404    404    404
feishu_login                         GET   -            404    404    404    404    404    404    404
feishu_login                         POST  -            404    404    404    404    404    404    404
feishu_callback                      GET   -            404    404    404    404    404    404    404
feishu_callback                      POST  -            404    404    404    404    404    404    404
weixin_login                         GET   -            404    404    404    404    404    404    404
weixin_login                         POST  -            404    404    404    404    404    404    404
weixin_callback                      GET   -            404    404    404    404    404    404    404
weixin_callback                      POST  -            404    404    404    404    404    404    404

# Company sign-in by SAML, where its libraries are installed
saml_login                           GET   saml_company 404    404    404    404    404    404    404
saml_login                           POST  saml_company 404    404    404    404    404    404    404
saml_acs                             GET   saml_company 404    404    404    404    404    404    404
saml_acs                             POST  saml_company 404    404    404    404    404    404    404
saml_finish_acs                      GET   saml_company 404    404    404    404    404    404    404
saml_finish_acs                      POST  saml_company 404    404    404    404    404    404    404
saml_sls                             GET   saml_company 404    404    404    404    404    404    404
saml_sls                             POST  saml_company 404    404    404    404    404    404    404
saml_metadata                        GET   saml_company 404    404    404    404    404    404    404
saml_metadata                        POST  saml_company 404    404    404    404    404    404    404

# Everybody, API
api-lists             GET   -                 200        200        200        200        200        200        200
api-list              GET   list              200        200        200        200        200        200        200
api-entries           GET   list              200        200        200        200        200        200        200
api-editions          GET   list              200        200        200        200        200        200        200
api-edition           GET   edition           200        200        200        200        200        200        200
api-edition-proof     GET   edition           200        200        200        200        200        200        200
api-ledger            GET   -                 200        200        200        200        200        200        200
api-ledger-keys       GET   -                 200        200        200        200        200        200        200
api-ledger-leaf       GET   leaf              200        200        200        200        200        200        200
api-ledger-consistency GET  -                 400        400        400        400        400        400        400
api-edition-changes   GET   edition           200        200        200        200        200        200        200
api-number-checks     POST  -                 200        200        200        200        200        200        200
api-schema            GET   -                 200        200        200        200        200        200        200
api-docs              GET   -                 200        200        200        200        200        200        200

# API, by key
api-products          GET   -                 401        200        200        200        200        200        403
api-products          POST  -                 401        201+       403        201+       403        201+       403
api-product           GET   product           401        200        200        200        200        404        403
api-product-versions  GET   product           401        200        200        200        200        404        403
api-product-versions  POST  product           401        201+       403        403        403        404        403
api-shares            GET   -                 401        200        403        200        403        200        403
api-shares            POST  -                 401        201+       403        403        403        404        403
api-share             GET   share             401        200        403        200        403        404        403
api-share-withdrawal  POST  share             401        200+       403        404        403        404        403
api-share-receipt     POST  share             401        404        403        200+       403        404        403
api-versions          GET   -                 401        200        200        200        200        200        403
api-version           GET   version           401        200        200        200        200        404        403
api-claims            GET   -                 401        200        200        200        200        200        403
api-claims            POST  -                 401        201+       403        400        403        400        403
api-claim             GET   claim             401        200        200        200        200        404        403
api-claim-submission  POST  draft             401        202+       403        404        403        404        403
api-claim-withdrawal  POST  claim             401        200+       403        403        403        404        403
api-verifications     GET   -                 401        200        200        200        200        200        403
api-verification      GET   verification      401        200        200        200        200        404        403
api-po-checks         GET   -                 401        403        403        200        403        200        403
api-po-checks         POST  -                 401        403        403        201+       403        201+       403
api-po-check          GET   order             401        403        403        200        403        404        403
api-po-check-again    POST  order             401        403        403        201+       403        404        403
api-contracts         GET   -                 401        200        200        200        200        200        403
api-contract          GET   contract          401        200        200        200        200        404        403
api-obligations       GET   -                 401        200        200        200        200        200        403
api-obligation        GET   obligation        401        200        200        200        200        404        403
api-packs             GET   -                 401        200        200        200        200        200        403
api-packs             POST  -                 401        202+       403        202+       403        404        403
api-pack              GET   pack              401        404        404        200        200        404        403
api-pack-download     GET   pack              401        404        404        200+       403        404        403

# Homes
organisation-home     GET   -                 302        200        200        200        200        200        200
organisation-home     POST  -                 302        405        405        405        405        405        200

# Products and shares
products              GET   -                 302        200        200        200        200        200        403
product-add           GET   -                 302        200        403        200        403        200        403
product-add           POST  -                 302        302+       403        302+       403        302+       403
product               GET   product           302        200        200        200        200        404        403
version-add           GET   product           302        200        403        403        403        404        403
version-add           POST  product           302        302+       403        403        403        404        403
share-add             GET   product           302        200        403        403        403        404        403
share-add             POST  product           302        302+       403        403        403        404        403
share-withdraw        GET   share             302        200        403        404        403        404        403
share-withdraw        POST  share             302        302+       403        404        403        404        403
share-software        GET   passed_on         302        200        403        404        403        404        403
share-software        POST  passed_on         302        302+       403        404        403        404        403
product-line          GET   product           302        200        403        403        403        404        403
product-line          POST  product           302        302+       403        403        403        404        403
shares                GET   -                 302        200        403        200        403        200        403
line-share-add        GET   -                 302        200        403        200        403        200        403
line-share-add        POST  -                 302        302+       403        200        403        200        403
line-share-end        GET   rule              302        200        403        404        403        404        403
line-share-end        POST  rule              302        302+       403        404        403        404        403
received              GET   -                 302        200        403        200        403        200        403
received-share        GET   share             302        404        403        200        403        404        403
received-share        POST  share             302        404        403        302+       403        404        403
chain                 GET   -                 302        200        403        200        403        200        403
public-page           GET   version           302        200        403        403        403        404        403
public-page           POST  version           302        302+       403        403        403        404        403
public-code-revoke    GET   code              302        200        403        404        403        404        403
public-code-revoke    POST  code              302        302+       403        404        403        404        403

# Certificates, claims, verifications
certificates          GET   -                 302        200        200        200        200        200        403
certificate-add       GET   -                 302        200        403        200        403        200        403
certificate-add       POST  -                 302        302+       403        302+       403        302+       403
certificate           GET   certificate       302        302        403        403        403        404        403
certificate-file      GET   certificate_file  302        200        403        200        403        404        403
claim-describe        GET   draft             302        200        403        404        403        404        403
claim-describe        POST  draft             302        302+       403        404        403        404        403
claim-versions        GET   draft             302        200        403        404        403        404        403
claim-versions        POST  draft             302        302+       403        404        403        404        403
claim-confirm         GET   draft             302        200        403        404        403        404        403
claim-confirm         POST  draft             302        302+       403        404        403        404        403
claim                 GET   claim             302        200        200        200        200        404        403
claim-withdraw        GET   claim             302        200        403        403        403        404        403
claim-withdraw        POST  claim             302        302+       403        403        403        404        403
version               GET   version           302        200        200        200        200        404        403
verification          GET   verification      302        200        200        200        200        404        403

# Checks before an order
verify                GET   -                 302        403        403        200        403        200        403
orders                GET   -                 302        403        403        200        403        200        403
order-add             GET   -                 302        403        403        200        403        200        403
order-add             POST  -                 302        403        403        302+       403        302+       403
order-template        GET   -                 302        403        403        200        403        200        403
order                 GET   order             302        403        403        200        403        404        403
order-check           POST  order             302        403        403        302+       403        404        403
order-export          GET   order             302        403        403        200        403        404        403

# Contracts
contracts             GET   -                 302        200        200        200        200        200        403
contract-add          GET   -                 302        200        403        200        403        200        403
contract-add          POST  -                 302        302+       403        302+       403        302        403
contract              GET   contract          302        200        200        200        200        404        403
contract-confirm      POST  draft_contract    302        302        403        302+       403        404        403
obligation-fulfil     GET   obligation        302        200        403        403        403        404        403
obligation-fulfil     POST  obligation        302        302+       403        403        403        404        403
obligation-accept     POST  fulfilled         302        403        403        302+       403        404        403

# Evidence packs
packs                 GET   -                 302        200        200        200        200        200        403
pack-add              GET   -                 302        200        403        200        403        200        403
pack-add              POST  -                 302        302+       403        302+       403        200        403
pack                  GET   pack              302        404        404        200        200        404        403
pack-download         GET   pack              302        404        404        200+       403        404        403

# API keys
developers            GET   -                 302        200        403        200        403        200        200
key-add               GET   -                 302        200        403        200        403        200        200
key-add               POST  -                 302        200+       403        200+       403        200+       200+
key-rotate            GET   key               302        200        403        404        403        404        404
key-rotate            POST  key               302        200+       403        404        403        404        404
key-revoke            GET   key               302        200        403        404        403        404        404
key-revoke            POST  key               302        302+       403        404        403        404        404

# Messages
messages              GET   -                 302        200        200        200        200        200        200
messages              POST  -                 302        302+       302        302        302        302        302
message               POST  message           302        302+       404        404        404        404        404

# Founding an organisation, answering an invitation
onboarding-type       GET   -                 302        200        200        200        200        200        200
onboarding-type       POST  -                 302        302        302        302        302        302        302
onboarding-identity   GET   -                 302        200        200        200        200        200        200
onboarding-identity   POST  -                 302        302+       302+       302+       302+       302+       302+
onboarding-security   GET   -                 302        200        200        200        200        200        200
joining               GET   token             200        200        200        200        200        200        200
joining               POST  token             200        200        200        302+       302+       302+       302+

# Organisations and people
onboarding            GET   -                 302        200        403        200        403        200        200
members               GET   -                 302        200        403        200        403        200        200
member-invite         GET   -                 302        200        403        200        403        200        200
member-invite         POST  -                 302        302+       403        302+       403        302+       302+
member                GET   member            302        200        403        404        403        404        404
member                POST  member            302        302+       403        404        403        404        404
member-assign         GET   member            302        302        403        404        403        404        404
member-assign         POST  member            302        302+       403        404        403        404        404
member-unassign       POST  member            302        302+       403        404        403        404        404
member-assign         POST  receiver_member   302        404        403        302+       403        404        404
member-unassign       POST  receiver_member   302        404        403        302+       403        404        404
member-remove         GET   member            302        200        403        404        403        404        404
member-remove         POST  member            302        302+       403        404        403        404        404
invitation            GET   invitation        302        200        403        404        403        404        404
invitation            POST  invitation        302        302+       403        404        403        404        404
organisation-settings GET   -                 302        200        403        200        403        200        200
organisation-settings POST  -                 302        302+       403        302+       403        302+       302+
organisations         GET   -                 302        403        403        403        403        403        200
licence               GET   -                 302        200        403        200        403        200        200
licence               POST  -                 302        302+       403        302+       403        302+       302+
licence-file          GET   -                 302        404        403        200        403        404        404
organisation-licence  GET   judged            302        403        403        403        403        403        200
organisation-judge    GET   judged            302        403        403        403        403        403        200
organisation-judge    POST  judged            302        403        403        403        403        403        302+

# Letting auditors in
auditors              GET   -                 302        200        403        200        403        200        403
auditor-add           GET   -                 302        200        403        200        403        200        403
auditor-add           POST  -                 302        302+       403        302+       403        302+       403
auditor               GET   grant             302        200        403        404        403        404        403
auditor-end           GET   grant             302        200        403        404        403        404        403
auditor-end           POST  grant             302        302+       403        404        403        404        403
rooms                 GET   -                 302        403        403        403        403        403        403
room                  GET   grant             302        403        403        403        403        403        403

# Lists, by the operator
publication-add       GET   -                 302        403        403        403        403        403        200
publication-add       POST  -                 302        403        403        403        403        403        302+
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and whether something is written on the way to it."""

    status: int
    writes: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, with the answer each person gets."""

    route: str
    method: str
    row: str
    answers: dict[str, Answer]


def lines() -> Iterator[Line]:
    """The lines of the table; raises ValueError for one that is not complete."""
    for text in TABLE.splitlines():
        words = text.split()
        if not words or words[0].startswith("#") or (words[0].startswith("saml_") and not find_spec("onelogin")):
            continue
        route, method, row, *said = words
        answers = [Answer(int(word.rstrip("+")), word.endswith("+")) for word in said]
        yield Line(route, method, row, dict(zip(PEOPLE, answers, strict=True)))
