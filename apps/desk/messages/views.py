"""What a person was told in an organisation, in the portal."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.notify import queries, services
from apps.notify.words import Said, said


@dataclass(frozen=True, slots=True)
class Line:
    """A message in words, and how its letter fares (None where none goes out)."""

    message: Any
    words: Said
    letter: Any


class Messages(OrganisationView):
    """The person's messages, the unread first; posting marks all of them as read."""

    permission = Permission.MESSAGE_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(queries.messages(actor=self.actor))
        lines = [Line(m, said(m.kind, m.params), next(iter(m.letters), None)) for m in page.object_list]
        return self.page("desk/messages/messages.html", {"page": page, "lines": lines})

    def post(self, request: HttpRequest) -> HttpResponse:
        services.mark_all_read(actor=self.actor)
        return self.go("messages")


class MessageRead(OrganisationView):
    """Marks one message as read; with `open`, goes on to what it is about."""

    permission = Permission.MESSAGE_SEE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = queries.message(actor=self.actor, pk=pk)
        services.mark_read(actor=self.actor, message=message)
        if message.link and "open" in request.POST:
            return HttpResponseRedirect(message.link)
        return self.go("messages")
