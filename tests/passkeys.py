"""A passkey as a browser registers it, made without one: real keys, no device."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT


def registered(host: str = "testserver", credential_id: bytes = b"a passkey of a test") -> dict[str, Any]:
    """What a browser sends when a passkey was made for the host."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    made = AttestedCredentialData.create(Aaguid.NONE, credential_id, ES256.from_cryptography_key(public))
    data = AuthenticatorData.create(sha256(host.encode()), FLAGS, 1, bytes(made))
    client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"challenge", f"https://{host}")
    return {
        "id": websafe_encode(credential_id),
        "rawId": websafe_encode(credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            "transports": ["internal"],
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
