"""What a report calls a place is its label; what a gazetteer calls it stays an alias."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kg.records import Argument, Claim, Entity

_NAME = re.compile(r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|al-\w+|of|de|el))*")
_DETERMINER = re.compile(r"^[Tt]he ")
_POSSESSIVE = re.compile(r"['’]s?$")
_COUNTRY = "PCL"


def as_called(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims of one report, with each place that GeoNames knows labelled as the report calls it most often.

    A country keeps its name, for reports call it by adjectives too. Ids stay as they are.
    """
    claims = tuple(claims)
    names: dict[str, Counter[str]] = {}
    for claim in claims:
        for argument in claim.arguments:
            entity = argument.entity
            if entity.geonames is not None and not (entity.feature or "").startswith(_COUNTRY):
                name = _POSSESSIVE.sub("", _DETERMINER.sub("", argument.text))
                if _NAME.fullmatch(name):
                    names.setdefault(entity.id, Counter())[name] += 1
    labels = {id: min(found, key=lambda name: (-found[name], -len(name), name)) for id, found in names.items()}
    return tuple(_renamed(claim, labels, names) for claim in claims) if labels else claims


def _renamed(claim: Claim, labels: dict[str, str], names: dict[str, Counter[str]]) -> Claim:
    def called(argument: Argument) -> Argument:
        if argument.id not in labels:
            return argument
        return replace(argument, entity=_entity(argument.entity, labels[argument.id], names[argument.id]))

    return claim.with_arguments(called)


def _entity(entity: Entity, label: str, names: Iterable[str]) -> Entity:
    aliases = {entity.label, *entity.aliases, *names} - {label}
    return replace(entity, label=label, aliases=tuple(sorted(aliases)))
