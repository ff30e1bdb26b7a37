"""Lists, editions, entries and changes as the API gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.kernel.api.shapes import MomentField, QuerySerializer, one_of
from apps.ledger.api.shapes import ProvedLeafSerializer
from apps.registry.lists import LISTS
from apps.registry.models import Change, Edition, PublicList, Table

CHANGE_KINDS = [(kind, kind.upper()) for kind in Change.KINDS]


class EditionSerializer(serializers.Serializer[Any]):
    """An approved state of a list; never changed."""

    list = serializers.CharField(source="list.slug")
    number = serializers.IntegerField()
    as_of = serializers.DateField(help_text="The day the list shows, in the calendar of Asia/Shanghai.")
    published_on = serializers.DateField()
    approved_at = MomentField()
    totals = serializers.DictField(child=serializers.IntegerField(), help_text="Rows by table.")
    sha256 = serializers.CharField(help_text="Digest over the rows of the edition, hexadecimal.")
    leaf = serializers.IntegerField(source="leaf_id", help_text="Its place in the log.")


class BilingualSerializer(serializers.Serializer[Any]):
    """A text in both languages."""

    en = serializers.CharField()
    zh = serializers.CharField()


class ListSerializer(serializers.Serializer[Any]):
    """A list and its newest edition; `editions` by list are in the context."""

    slug = serializers.SlugField()
    name = serializers.SerializerMethodField()
    publisher = serializers.SerializerMethodField()
    source_url = serializers.SerializerMethodField()
    last_look_at = MomentField(allow_null=True, help_text="When the source was last looked at.")
    bundled = serializers.BooleanField(help_text="Bundled data, not fetched from the official site.")
    edition = serializers.SerializerMethodField()

    @extend_schema_field(BilingualSerializer)
    def get_name(self, row: PublicList) -> dict[str, str]:
        return {"en": LISTS[row.slug].name_en, "zh": LISTS[row.slug].name_zh}

    @extend_schema_field(BilingualSerializer)
    def get_publisher(self, row: PublicList) -> dict[str, str]:
        return {"en": LISTS[row.slug].publisher_en, "zh": LISTS[row.slug].publisher_zh}

    def get_source_url(self, row: PublicList) -> str:
        return LISTS[row.slug].source_url

    @extend_schema_field(EditionSerializer(allow_null=True))
    def get_edition(self, row: PublicList) -> Any:
        edition: Edition | None = self.context["editions"].get(row.slug)
        return EditionSerializer(edition).data if edition else None


class EntrySerializer(serializers.Serializer[Any]):
    """A row of a list as printed, and the editions that show it."""

    table = one_of(Table)
    sequence = serializers.IntegerField(allow_null=True)
    number = serializers.CharField()
    number_key = serializers.CharField(help_text="The number as it is compared: folded.")
    name = serializers.CharField()
    holder = serializers.CharField()
    province = serializers.CharField(allow_blank=True)
    scope = serializers.CharField(allow_blank=True)
    listed_on = serializers.DateField(allow_null=True)
    first_edition = serializers.IntegerField()
    last_edition = serializers.IntegerField(allow_null=True, help_text="Null while the newest edition shows it.")


class EntryQuery(QuerySerializer):
    """Which rows, of which day."""

    number = serializers.CharField(required=False, help_text="The whole number; case, width, blanks and dashes fold.")
    holder = serializers.CharField(required=False, help_text="Part of the company's name.")
    name = serializers.CharField(required=False, help_text="Part of the model's or app's name.")
    table = one_of(Table, required=False)
    as_of = serializers.DateField(required=False, help_text="The rows the list showed on this day.")


class ChangeSerializer(serializers.Serializer[Any]):
    """What an edition did to one number."""

    kind = serializers.ChoiceField(choices=CHANGE_KINDS)
    table = one_of(Table)
    number_key = serializers.CharField()
    fields_altered = serializers.ListField(source="fields", child=serializers.CharField())
    before = EntrySerializer(allow_null=True)
    after = EntrySerializer(allow_null=True)


class ProvedRowSerializer(serializers.Serializer[Any]):
    """A row of the edition and its place in the tree over the rows; hashes hexadecimal, the path from the row up."""

    index = serializers.IntegerField()
    line = serializers.CharField(
        help_text="The text that was hashed, a JSON array and a line feed: table, sequence, number, name, holder, …"
    )
    path = serializers.ListField(child=serializers.CharField())


class NumberProofSerializer(serializers.Serializer[Any]):
    """The rows with a number; where there is none, the rows between which it would lie, which follow each other."""

    root_hash = serializers.CharField(source="root", help_text="`rows_root` of the leaf.")
    count = serializers.IntegerField()
    rows = ProvedRowSerializer(many=True)
    neighbours = ProvedRowSerializer(many=True)


class EditionProofSerializer(ProvedLeafSerializer):
    """The leaf of an edition with its proof; of a number that was asked for, what the tree over the rows shows."""

    number = NumberProofSerializer(allow_null=True)


class ProofQuery(QuerySerializer):
    """What is to be shown besides the edition's leaf."""

    number = serializers.CharField(
        required=False, max_length=200, help_text="A whole number: its rows are proved, or that there are none."
    )
