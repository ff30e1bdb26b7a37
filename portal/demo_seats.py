"""Who sits in the demo: one organisation of every capacity, two where they compete or stand below each other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """One demo organisation and the person who signs in for it."""

    slug: str
    capacity: str
    legal_name: str
    english_name: str
    country: str
    person: str
    email: str
    member_role: str
    language: str


SEATS = (
    Seat(
        "demo-display",
        "supplier",
        "示例显示技术（深圳）有限公司",
        "Demo Display Technology (Shenzhen) Co., Ltd.",
        "CN",
        "林夏",
        "supplier@demo.test",
        "admin",
        "zh-hans",
    ),
    Seat(
        "nova-gate",
        "supplier",
        "示例通行设备（苏州）有限公司",
        "Nova Gate Equipment (Suzhou) Co., Ltd.",
        "CN",
        "周远",
        "supplier2@demo.test",
        "admin",
        "zh-hans",
    ),
    Seat(
        "harbour-retail",
        "buyer",
        "Harbour Retail Demo B.V.",
        "Harbour Retail Demo B.V.",
        "NL",
        "Joost Visser",
        "buyer@demo.test",
        "admin",
        "en",
    ),
    Seat(
        "market-lane",
        "buyer",
        "Market Lane Demo Stores Ltd",
        "Market Lane Demo Stores Ltd",
        "GB",
        "Priya Shah",
        "retailer@demo.test",
        "admin",
        "en",
    ),
    Seat(
        "bluevar",
        "reseller",
        "BlueVAR Demo Ltd",
        "BlueVAR Demo Ltd",
        "GB",
        "Amara Cole",
        "reseller@demo.test",
        "admin",
        "en",
    ),
    Seat(
        "nordfit",
        "integrator",
        "NordFit Demo AB",
        "NordFit Demo AB",
        "SE",
        "Elin Berg",
        "integrator@demo.test",
        "admin",
        "en",
    ),
    Seat(
        "clearline",
        "auditor",
        "Clearline Demo Assurance GmbH",
        "Clearline Demo Assurance GmbH",
        "DE",
        "Tomas Hale",
        "auditor@demo.test",
        "admin",
        "en",
    ),
    Seat(
        "hefu-operations",
        "operator",
        "Hefu Demo Operations",
        "Hefu Demo Operations",
        "SG",
        "Mei Tan",
        "operator@demo.test",
        "admin",
        "en",
    ),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in of the demo, as printed. `role` is the organisation's capacity."""

    role: str
    organisation: str
    slug: str
    person: str
    email: str
    password: str
    api_key: str
