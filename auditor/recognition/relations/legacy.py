"""What the grammar of sentences reads besides relations, as far as these do not explain its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from auditor.model.place import Place
from auditor.model.relations import (
    Claim,
    ExecutionClaim,
    PartsClaim,
    Relation,
)

_BEFORE = 6
Key = tuple[object, ...]


def spot(place: Place) -> Key:
    """What tells a figure from others, however its sentence was cut."""
    start = place.span[0] if place.span else 0
    if place.offset is not None:
        return (place.location, place.offset + start)
    return (place.location, place.marked, place.text[max(0, start - _BEFORE) : start])


def joined(relations: Iterable[Relation], claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The relations, and the claims whose figures they leave unexplained."""
    relations = tuple(relations)
    stated = {spot(r.stated.field.place): r for r in relations if r.kind not in ("restated", "comparison")}
    added = {spot(o.field.place) for r in relations if r.kind == "sum" for o in r.operands}
    return (*relations, *_unexplained(claims, stated, added))


def _unexplained(claims: Iterable[Claim], stated: dict[Key, Relation], added: set[Key]) -> Iterator[Claim]:
    seen: set[Key] = set()
    for claim in claims:
        match claim:
            case PartsClaim():
                if any(spot(p.field.place) in added for p in claim.parts):
                    continue  # a total has them
            case ExecutionClaim():
                key = spot(claim.rate.field.place)
                seen.add(key)
                if (known := stated.get(key)) and known.kind == "execution" and len(known.operands) >= 2:
                    yield _same(claim, known)
                    continue
            case _:
                pass
        yield claim
    for key, relation in stated.items():
        if relation.kind != "execution" or key in seen or len(relation.operands) < 2:
            continue
        if not _of_a_part(relation):
            yield ExecutionClaim(
                relation.operands[0], (relation.operands[1],), relation.stated, relation.place
            )


def _of_a_part(relation: Relation) -> bool:
    """Whether a rate is of a part of what its sentence begins with: an amount of it stands in its list (其中)."""
    rate = relation.stated.field.place
    listed = rate.text.rfind("其中", 0, rate.span[0]) if rate.span else -1
    places = (o.field.place for o in relation.operands)
    return listed >= 0 and any(p.text == rate.text and p.span and p.span[0] > listed for p in places)


def _same(claim: ExecutionClaim, relation: Relation) -> ExecutionClaim:
    """A rate's claim with the amounts that its relation has found, other budgets behind."""
    executed, budget, *_ = relation.operands
    others = [b for b in claim.budgets if b.quantity.amount != budget.quantity.amount]
    return replace(claim, executed=executed, budgets=(budget, *others), rate=relation.stated)
