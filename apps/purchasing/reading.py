"""Which version each order line names, or why it names none; nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.catalogue import queries as catalogue
from apps.catalogue.models import Version
from apps.claims.codes import Code, Reason, reason
from apps.kernel.actor import Actor
from apps.purchasing.models import OrderLine
from apps.purchasing.order_columns import Column
from apps.registry.folding import fold

BUILD = (Column.HARDWARE, Column.FIRMWARE, Column.AI_SOFTWARE)


@dataclass(frozen=True, slots=True)
class Named:
    """The version a line names, or why it names none; `fits` is how many visible ones agree with what it says."""

    version: Version | None
    why_none: tuple[Reason, ...]
    fits: int

    @property
    def supplier_id(self) -> int | None:
        """Whom the buyer sees as the supplier of the version named, None where none is."""
        return self.version.owner_id if self.version else None


@dataclass(frozen=True, slots=True)
class _Coded:
    """A visible product by its model code."""

    product_id: int
    code: str
    owner_id: int


def named_versions(*, actor: Actor, lines: Sequence[OrderLine]) -> list[Named]:
    """What each line names among what the actor may see, in the order given; two queries however many lines."""
    by_key: dict[str, list[_Coded]] = {}
    for row in catalogue.products(actor=actor).values_list("pk", "code", "owner_id"):
        by_key.setdefault(fold(row[1]), []).append(_Coded(*row))
    alike = [by_key.get(fold(line.product_code), []) for line in lines]
    meant = [_the_only(line.product_code, products) for line, products in zip(lines, alike, strict=True)]
    versions: dict[int, list[Version]] = {}
    for version in catalogue.versions(actor=actor).filter(product_id__in={one.product_id for one in meant if one}):
        versions.setdefault(version.product_id, []).append(version)
    return [
        _named(
            line, versions.get(product.product_id, []) if product else [], several=product is None and bool(products)
        )
        for line, product, products in zip(lines, meant, alike, strict=True)
    ]


def _the_only(code: str, products: Sequence[_Coded]) -> _Coded | None:
    """The product that a code names among those whose codes fold alike.

    A code that several suppliers use names none: else a share nobody asked for could answer a line that means
    another supplier's build. Of one supplier's the one that writes it just so is meant.
    """
    if len({one.owner_id for one in products}) != 1:
        return None
    return products[0] if len(products) == 1 else next((one for one in products if one.code == code), None)


def _named(line: OrderLine, versions: Sequence[Version], *, several: bool) -> Named:
    missing = [part for part in BUILD if not getattr(line, part)]
    fitting = [version for version in versions if _fits(line, version)]
    if fitting and not missing:
        return Named(version=fitting[0], why_none=(), fits=len(fitting))
    why = [reason(Code.VERSION_NOT_GIVEN, part=f"part.{part}") for part in missing]
    if several:
        why.append(reason(Code.VERSION_UNKNOWN, product=line.product_code))
    return Named(version=None, why_none=tuple(why) or (reason(Code.VERSION_UNKNOWN),), fits=len(fitting))


def _fits(line: OrderLine, version: Version) -> bool:
    """Whether a version has every part that the line names; a product has each build once."""
    return all(getattr(line, part) in ("", getattr(version, part)) for part in BUILD)
