import os
from pathlib import Path

import pytest

OUT = Path("/tmp/hefu/shots")

@pytest.mark.django_db
def test_shots(site, browser):
    from apps.catalogue.models import Product, Version
    from apps.claims.models import Claim, Verification
    OUT.mkdir(exist_ok=True)
    only = os.environ.get("ONLY", "")
    sup = site.people["supplier"].slug
    ev = lambda m: list(m.objects.everything(reason="t"))
    prod = [p for p in ev(Product) if p.code == "K21-A"][0]
    ver = {str(v): v for v in ev(Version)}
    claims = ev(Claim)
    draft = [c for c in claims if c.state == "draft"][0]
    vers = sorted(ev(Verification), key=lambda v: v.pk)
    kiosk = [v for v in ev(Version) if v.ai_software == "1.8.0"][0]
    o = f"/o/{sup}"
    pages = {
      "anon": [("login","/accounts/login/"),("lists","/lists/"),("edition","/lists/national-genai/11/"),("help","/help/status/"),("404","/nowhere/")],
      "supplier": [("home",f"{o}/"),("products",f"{o}/products/"),("product",f"{o}/products/{prod.pk}/?version={kiosk.pk}"),("productlist",f"{o}/products/{prod.pk}/?view=list"),("productadd",f"{o}/products/new/"),("share",f"{o}/products/{prod.pk}/shares/"),("certs",f"{o}/certificates/"),("certadd",f"{o}/certificates/new/"),("describe",f"{o}/claims/{draft.pk}/describe/"),("versions",f"{o}/claims/{draft.pk}/versions/"),("confirm",f"{o}/claims/{draft.pk}/confirm/")]
        + [(f"claim{c.pk}",f"{o}/claims/{c.pk}/") for c in claims if c.state!="draft"][:2]
        + [(f"verif{v.pk}",f"{o}/verifications/{v.pk}/") for v in vers][:2] + [("verlast",f"{o}/verifications/{vers[-1].pk}/")]
        + [("version",f"{o}/versions/{kiosk.pk}/"), ("withdraw",f"{o}/claims/{claims[0].pk}/withdraw/")],
      "operator": [("pubs",f"/o/{site.people['operator'].slug}/")],
      "auditor": [("home",f"/o/{site.people['auditor'].slug}/")],
      "buyer": [("home",f"/o/{site.people['buyer'].slug}/"),("verify",f"/o/{site.people['buyer'].slug}/verify/"),("product",f"/o/{site.people['buyer'].slug}/products/{prod.pk}/")],
    }
    for lang in os.environ.get("LANGS","en").split(","):
        for width in map(int, os.environ.get("WIDTHS","1280,390").split(",")):
            for role, items in pages.items():
                ctx = browser.new_context(viewport={"width":width,"height":900}, color_scheme=os.environ.get("SCHEME","light"))
                page = ctx.new_page()
                page.on("console", lambda m: m.type in ("error","warning") and print("CONSOLE", m.text))
                if role != "anon":
                    a = site.people[role]
                    page.goto(site.url+"/accounts/login/")
                    page.fill("#id_username", a.email); page.fill("#id_password", a.password)
                    page.click("main button[type=submit]")
                for name, url in items:
                    if only and name not in only.split(","): continue
                    r = page.goto(site.url+url+("&" if "?" in url else "?")+f"lang={lang}")
                    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    print(role, name, width, r.status, "overflow", over)
                    page.screenshot(path=str(OUT/f"{role}-{name}-{width}-{lang}.png"), full_page=True)
                ctx.close()
