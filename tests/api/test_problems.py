"""What an API says when it can't do what was asked."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from apps.kernel.actor import NotAllowed
from apps.kernel.api.shapes import InputSerializer
from apps.kernel.api.views import PublicView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Problem, Refused, refuse


class LineForm(serializers.Serializer[Any]):
    quantity = serializers.IntegerField()


class OrderForm(InputSerializer):
    reference = serializers.CharField()
    lines = LineForm(many=True, required=False)


class Probe(PublicView):
    """Raises what the test gives it, or reads a body."""

    throttle_classes = []
    raises: Exception | None = None

    def get(self, request: Request) -> Response:
        if self.raises:
            raise self.raises
        return Response({})

    def post(self, request: Request) -> Response:
        if self.raises:
            raise self.raises
        return Response(self.taken(OrderForm))


def answer(raises: Exception | None = None, body: object = None, method: str = "post") -> Any:
    request = getattr(APIRequestFactory(), method)("/api/v1/probes/", body, format="json")
    return Probe.as_view(raises=raises)(request).render()


def test_a_refusal_is_400_with_the_place_of_each_problem_as_a_json_pointer() -> None:
    response = answer(Refused(Problem("F-A", _("Page"), "lines.0.number", 3), Problem("F-B", "Broken.")))
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.data["type"] == "urn:hefu:problem:input-refused"
    assert response.data["instance"] == "/api/v1/probes/"
    assert response.data["code"] == "F-A"
    assert response.data["errors"] == [
        {"detail": "Page", "code": "F-A", "pointer": "#/lines/0/number", "row": 3},
        {"detail": "Broken.", "code": "F-B"},
    ]


def test_a_refusal_of_a_query_names_the_parameter_instead() -> None:
    assert answer(refuse("F-A", "Broken.", field="as_of"), method="get").data["errors"] == [
        {"detail": "Broken.", "code": "F-A", "parameter": "as_of"}
    ]


def test_a_body_of_the_wrong_shape_is_400_with_pointers_into_it() -> None:
    response = answer(body={"lines": [{"quantity": 1}, {"quantity": "many"}]})
    assert response.status_code == 400
    assert {(e["pointer"], e["code"]) for e in response.data["errors"]} == {
        ("#/reference", "required"),
        ("#/lines/1/quantity", "invalid"),
    }


def test_a_pointer_escapes_what_would_be_read_as_a_step() -> None:
    errors = answer(body={"reference": "PO-1", "a/b~c": 1}).data["errors"]
    assert [error["pointer"] for error in errors] == ["#/a~1b~0c"]


def test_a_misspelt_field_is_refused_instead_of_left_out() -> None:
    response = answer(body={"reference": "PO-1", "referense": "PO-2"})
    assert response.status_code == 400
    assert [(e["pointer"], e["code"]) for e in response.data["errors"]] == [("#/referense", "unknown_field")]
    assert "reference" in response.data["detail"]


@pytest.mark.parametrize(
    ("raised", "status", "name"),
    [
        (NotAllowed(Permission.PRODUCT_EDIT), 403, "not-allowed"),
        (ObjectDoesNotExist("row 7 of another tenant"), 404, "not-found"),
    ],
)
def test_what_queries_and_services_raise_becomes_the_problem_it_means(
    raised: Exception, status: int, name: str
) -> None:
    response = answer(raised)
    assert (response.status_code, response.data["type"]) == (status, f"urn:hefu:problem:{name}")
    assert response.data["errors"] == []
    assert str(raised) not in str(response.data)


def test_a_bug_is_500_and_says_nothing_of_its_cause() -> None:
    response = answer(ZeroDivisionError("secret detail"))
    assert (response.status_code, response.data["code"]) == (500, "error")
    assert "secret detail" not in str(response.data)


def test_a_method_that_is_not_taken_is_405_in_the_same_form() -> None:
    response = answer(method="delete")
    assert (response.status_code, response.headers["Content-Type"]) == (405, "application/problem+json")


def test_a_problem_is_said_in_the_language_of_the_request() -> None:
    with translation.override("zh-hans"):
        chinese = answer(ObjectDoesNotExist())
    assert chinese.data["title"] != answer(ObjectDoesNotExist()).data["title"]
