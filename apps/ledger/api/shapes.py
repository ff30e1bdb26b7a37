"""Leaves, proofs, keys and checkpoints as the API gives them."""

import base64
from typing import Any

from rest_framework import serializers

from apps.kernel.api.shapes import MomentField, QuerySerializer, one_of
from apps.ledger.models import Kind, SigningKey
from apps.ledger.notes import verifier_key


class CheckpointSerializer(serializers.Serializer[Any]):
    """What was signed: a C2SP signed note over the size and the root of the log."""

    size = serializers.IntegerField(help_text="How many leaves the log had.")
    root_hash = serializers.CharField(source="root", help_text="The root over them (RFC 9162), hexadecimal.")
    note = serializers.CharField(help_text="The signed note; the text before the empty line is what was signed.")
    key_id = serializers.CharField(source="key.key_id")
    created_at = MomentField()


class HeadSerializer(serializers.Serializer[Any]):
    """The log as it is now, and the newest of what was signed."""

    origin = serializers.CharField(help_text="What the log is called in what is signed.")
    size = serializers.IntegerField()
    root_hash = serializers.CharField(source="root", help_text="The root over all leaves (RFC 9162), hexadecimal.")
    checkpoint = CheckpointSerializer(allow_null=True)


class KeySerializer(serializers.Serializer[Any]):
    """A key the log is or was signed with."""

    name = serializers.CharField()
    key_id = serializers.CharField()
    public_key = serializers.CharField(help_text="32 bytes of Ed25519, base64.")
    verifier_key = serializers.SerializerMethodField(help_text="The same in the form of C2SP's signed notes.")
    created_at = MomentField()

    def get_verifier_key(self, key: SigningKey) -> str:
        return verifier_key(key.name, base64.b64decode(key.public_key))


class InclusionSerializer(serializers.Serializer[Any]):
    """That a leaf is in the log (RFC 9162, 2.1.3); hashes hexadecimal, the path from the leaf up."""

    index = serializers.IntegerField()
    size = serializers.IntegerField()
    leaf_hash = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField())
    root_hash = serializers.CharField(source="root")


class LeafSerializer(serializers.Serializer[Any]):
    """An entry of the log; `inclusion` is in the context."""

    index = serializers.IntegerField()
    kind = one_of(Kind)
    content = serializers.CharField(help_text="The text that was hashed: JSON in its canonical form (RFC 8785).")
    leaf_hash = serializers.CharField()
    created_at = MomentField()


class ProvedLeafSerializer(serializers.Serializer[Any]):
    """A leaf with the proof that it is in the log, and the checkpoint that covers it, if one was signed since."""

    leaf = LeafSerializer()
    inclusion = InclusionSerializer()
    checkpoint = CheckpointSerializer(allow_null=True)


class ConsistencySerializer(serializers.Serializer[Any]):
    """That the log only grew between two sizes (RFC 9162, 2.1.4); hashes hexadecimal."""

    first = serializers.IntegerField()
    second = serializers.IntegerField()
    first_root = serializers.CharField()
    second_root = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField())


class LeafQuery(QuerySerializer):
    """Of which log the proof is to be."""

    size = serializers.IntegerField(
        min_value=1, required=False, help_text="Leaves of the log it is proved against: the whole log by default."
    )


class ConsistencyQuery(QuerySerializer):
    """Between which sizes."""

    first = serializers.IntegerField(min_value=1, help_text="The size you know.")
    second = serializers.IntegerField(min_value=1, required=False, help_text="The whole log by default.")
