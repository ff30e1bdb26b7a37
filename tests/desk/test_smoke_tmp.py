import pytest
from datetime import date
from apps.kernel.actor import system
from apps.accounts import services as accounts, queries as aq
from apps.catalogue import services as catalogue
from apps.claims import services as claims
from apps.registry import services as registry
SYSTEM = system(reason="test")

@pytest.mark.django_db
def test_smoke(client):
    registry.load_bundled_list(actor=SYSTEM, upto=2)
    org = accounts.open_organisation(actor=SYSTEM, slug="s", legal_name="示例显示技术（深圳）有限公司", english_name="Demo Display", country="CN", capacities=["supplier"])
    m = accounts.add_member(actor=SYSTEM, organisation=org, email="a@b.test", name="林夏", password="pw-1234567", role="admin", language="en")
    actor = aq.actor_of(m)
    for url in ("/accounts/login/", "/lists/", "/lists/national-genai/2/", "/help/status/"):
        r = client.get(url)
        assert r.status_code == 200, url
    client.force_login(m.user)
    for url in ("/o/s/", "/o/s/products/", "/o/s/products/new/", "/o/s/certificates/", "/o/s/certificates/new/"):
        r = client.get(url, follow=True)
        assert r.status_code == 200, url
