"""The letters of a demonstration, which has no mail server; anywhere else there is no such page."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.notify import sink


def in_a_demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers 404 unless the letters are open to everybody."""

    @wraps(view)
    def answer(request: HttpRequest, **arguments: str) -> HttpResponse:
        if not sink.is_open():
            raise Http404
        return view(request, **arguments)

    return answer


@require_GET
@in_a_demonstration
def letters(request: HttpRequest) -> HttpResponse:
    """The newest letters."""
    return render(request, "desk/messages/letters.html", {"letters": sink.letters()})


@require_GET
@in_a_demonstration
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter, its links to be followed."""
    try:
        found = sink.letter(name)
    except FileNotFoundError as error:
        raise Http404 from error
    return render(request, "desk/messages/letter.html", {"letter": found})
