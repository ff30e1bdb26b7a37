"""Claims, verifications and the status of versions as the API takes and gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.api.shapes import OrganisationSerializer
from apps.catalogue.api.shapes import BuildSerializer
from apps.catalogue.coverage import Coverage
from apps.catalogue.models import Version
from apps.claims.codes import Match, Standing
from apps.claims.models import Claim, ClaimKind, ClaimState
from apps.claims.queries import supplier_of
from apps.claims.words import both_languages
from apps.kernel.api.shapes import InputSerializer, MomentField, QuerySerializer, ReasonSerializer, one_of
from apps.registry.numbers import NumberKind


@extend_schema_field(ReasonSerializer(many=True))
class ReasonsField(serializers.Field[Any, Any, Any, Any]):
    """Reasons, as objects or as stored, in both languages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> list[dict[str, str]]:
        said = (one if isinstance(one, dict) else one.as_dict() for one in value)
        return [both_languages(one["code"], one["params"]) for one in said]


class ComparisonSerializer(serializers.Serializer[Any]):
    """One field side by side, as written on both sides."""

    field = serializers.CharField()
    claimed = serializers.CharField(allow_blank=True)
    listed = serializers.CharField(allow_blank=True)
    same = serializers.BooleanField(
        allow_null=True, help_text="Whether both agree after folding; null where nothing was said."
    )


class ComparedSerializer(serializers.Serializer[Any]):
    """Adds `fields`, the side by side; a serializer class has an attribute of that name already."""

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "fields": ComparisonSerializer(many=True)}


class EditionReferenceSerializer(serializers.Serializer[Any]):
    """The state of a list that something was checked against."""

    list = serializers.CharField(help_text="The list's short name, such as `national-genai`.")
    number = serializers.IntegerField()
    as_of = serializers.DateField(help_text="The day the list shows, in the calendar of Asia/Shanghai.")
    published_on = serializers.DateField()


class FindingSerializer(serializers.Serializer[Any]):
    """What a claim, or a version by its claim, comes to now."""

    match = one_of(Match, allow_null=True, help_text="Null while the check is queued.")
    standing = one_of(Standing)
    reasons = ReasonsField()
    claim = serializers.IntegerField(source="claim_id", allow_null=True)
    number = serializers.CharField(allow_blank=True)
    holder = serializers.CharField(allow_blank=True)
    verification = serializers.IntegerField(source="verification_id", allow_null=True)
    edition = serializers.IntegerField(source="edition_number", allow_null=True, help_text="Number of the edition met.")
    as_of = serializers.DateField(allow_null=True, help_text="The list's day up to which nothing touched the number.")
    verified_through = serializers.IntegerField(allow_null=True, help_text="Number of the edition of that day.")
    checked_at = MomentField(allow_null=True)
    last_look_at = MomentField(allow_null=True, help_text="When the list's source was last looked at.")
    bundled = serializers.BooleanField(help_text="The list is the bundled copy, not fetched from its source.")
    list_loaded = serializers.BooleanField()


class VersionStatusSerializer(FindingSerializer):
    """What a version comes to now, in the words of coverage, match and standing."""

    coverage = one_of(Coverage)


class VersionSerializer(BuildSerializer):
    """A version with its product and what it comes to now; `statuses` by version are in the context."""

    product = serializers.IntegerField(source="product_id")
    product_code = serializers.CharField(source="product.shown.code")
    supplier = OrganisationSerializer(source="product.shown.seller")
    status = serializers.SerializerMethodField()

    @extend_schema_field(VersionStatusSerializer)
    def get_status(self, version: Version) -> Any:
        return VersionStatusSerializer(self.context["statuses"][version.pk]).data


class VersionQuery(QuerySerializer):
    """Which versions."""

    product = serializers.IntegerField(required=False, help_text="Only versions of this product.")


class ClaimSerializer(serializers.Serializer[Any]):
    """A supplier's statement that a number covers versions, and what it comes to now.

    The context holds `versions` and `statuses` by claim.
    """

    id = serializers.IntegerField()
    supplier = serializers.SerializerMethodField()
    kind = one_of(ClaimKind)
    number = serializers.CharField()
    model_name = serializers.CharField(allow_blank=True)
    holder = serializers.CharField()
    province = serializers.CharField(allow_blank=True)
    state = one_of(ClaimState)
    versions = serializers.SerializerMethodField(help_text="The versions it names that the key may see.")
    status = serializers.SerializerMethodField()
    submitted_at = MomentField(allow_null=True)
    created_at = MomentField()

    @extend_schema_field(OrganisationSerializer)
    def get_supplier(self, claim: Claim) -> Any:
        return OrganisationSerializer(supplier_of(claim, self.context["versions"][claim.pk])).data

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_versions(self, claim: Claim) -> list[int]:
        return [version.pk for version in self.context["versions"][claim.pk]]

    @extend_schema_field(FindingSerializer)
    def get_status(self, claim: Claim) -> Any:
        return FindingSerializer(self.context["statuses"][claim.pk]).data


class ClaimInput(InputSerializer):
    """A claim to be drafted."""

    kind = one_of(ClaimKind)
    number = serializers.CharField(max_length=200)
    model_name = serializers.CharField(max_length=300, allow_blank=True, default="")
    holder = serializers.CharField(max_length=300)
    province = serializers.CharField(max_length=60, allow_blank=True, default="")
    versions = serializers.ListField(
        child=serializers.IntegerField(), allow_empty=False, help_text="Versions of your own products."
    )


class VerificationSerializer(ComparedSerializer):
    """What one edition showed for one claim; never changed."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField(source="claim_id")
    edition = EditionReferenceSerializer()
    match = one_of(Match)
    reasons = ReasonsField()
    previous = serializers.IntegerField(source="previous_id", allow_null=True)
    cause = serializers.CharField()
    matcher_version = serializers.CharField()
    checked_at = MomentField()


class VerificationQuery(QuerySerializer):
    """Which verifications."""

    claim = serializers.IntegerField(required=False, help_text="Only verifications of this claim.")


class NumberCheckInput(InputSerializer):
    """A question about one number."""

    text = serializers.CharField(max_length=2000, trim_whitespace=False, help_text="The number as you have it.")
    holder = serializers.CharField(max_length=300, allow_blank=True, default="", help_text="The company it is said of.")
    name = serializers.CharField(max_length=300, allow_blank=True, default="", help_text="The model or app.")
    as_of = serializers.DateField(required=False, help_text="Ask the list of this day instead of the newest.")


class ListedSerializer(serializers.Serializer[Any]):
    """The row of the list, as printed there."""

    table = serializers.CharField()
    sequence = serializers.IntegerField(allow_null=True)
    number = serializers.CharField()
    name = serializers.CharField()
    holder = serializers.CharField()
    province = serializers.CharField(allow_blank=True)
    scope = serializers.CharField(allow_blank=True)


class NumberCheckSerializer(ComparedSerializer):
    """What one edition shows for a text. A number that merely occurs in the text is never counted as found."""

    input = serializers.CharField()
    kind = one_of(NumberKind)
    match = one_of(Match)
    reasons = ReasonsField()
    edition = EditionReferenceSerializer(allow_null=True)
    listed = ListedSerializer(allow_null=True)
    near = serializers.ListField(child=serializers.CharField(), help_text="Listed numbers one character apart: hints.")
    found_in_text = serializers.ListField(child=serializers.CharField(), help_text="Other numbers in the text.")
    as_of = serializers.DateField(source="asked_as_of", allow_null=True, help_text="The day that was asked for.")
    last_look_at = MomentField(allow_null=True)
    bundled = serializers.BooleanField()
    list_loaded = serializers.BooleanField()
