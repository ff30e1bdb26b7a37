"""Names of the background jobs that accounts promise; who tells people stands above and does them."""

from enum import StrEnum


class Job(StrEnum):
    MAIL_INVITATION = "pipelines.mail_invitation"
    TELL_ANSWER = "pipelines.tell_answer"
    TELL_KEY = "pipelines.tell_key"
    TELL_JUDGEMENT = "pipelines.tell_judgement"
    TELL_OF_ROOM = "pipelines.tell_of_room"
