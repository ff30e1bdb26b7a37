"""What a document proposes for a claim: its first number, and what stands behind the labels certificates use."""

import re
from dataclasses import dataclass

from apps.registry.numbers import NumberKind, classify, find_numbers

MOST_NUMBERS = 20
LONGEST_NUMBER = 200
LONGEST_NAME = 300

_SEPARATOR = r"\s*[:：]\s*"
_HOLDER = re.compile(rf"(?:备案单位|登记单位|备案主体|主体名称|filing entity|filer){_SEPARATOR}(\S[^\r\n\f]*)", re.I)
_NAME = re.compile(
    rf"(?:大?模型名称|应用/功能名称|应用名称|功能名称|model name|application name){_SEPARATOR}(\S[^\r\n\f]*)", re.I
)
_PLACE = re.compile(rf"(?:属地|province){_SEPARATOR}(\S+)", re.I)
# Another label on the same line ends a value.
_NEXT_LABEL = re.compile(r"\s{2,}|[;；,，、]?\s+\S{2,12}[:：]")
_CLAIMABLE = {NumberKind.FILING, NumberKind.REGISTRATION}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was read; "" where nothing was. `kind` is that of the number's shape."""

    numbers: tuple[str, ...]
    number: str
    kind: str
    model_name: str
    holder: str
    province: str

    @property
    def texts(self) -> dict[str, str]:
        """The fields of a claim it fills."""
        return {
            "number": self.number,
            "model_name": self.model_name,
            "holder": self.holder,
            "province": self.province,
        }


NOTHING_READ = Proposal(numbers=(), number="", kind="", model_name="", holder="", province="")


def propose(text: str) -> Proposal:
    """Read a document's text. Everything in it is a proposal that the supplier confirms or corrects."""
    numbers = tuple(number for number in find_numbers(text) if len(number) <= LONGEST_NUMBER)[:MOST_NUMBERS]
    number = next((one for one in numbers if classify(one) in _CLAIMABLE), "")
    return Proposal(
        numbers=numbers,
        number=number,
        kind=str(classify(number)) if number else "",
        model_name=_behind(_NAME, text),
        holder=_behind(_HOLDER, text),
        province=_behind(_PLACE, text)[:60],
    )


def _behind(label: re.Pattern[str], text: str) -> str:
    found = label.search(text)
    return _NEXT_LABEL.split(found[1], maxsplit=1)[0].strip()[:LONGEST_NAME] if found else ""
