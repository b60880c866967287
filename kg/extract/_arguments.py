"""From a head token to the entity that fills a role: names, nominals, pronouns already resolved, agents behind their acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.extract._bearers import end_with_name, may_live, said_to_be
from kg.extract._clauses import reciprocal
from kg.extract._focus import Focus
from kg.extract._nesting import may_contain
from kg.extract._prepositions import HEADS, PLACES, TOWNS, of_object
from kg.extract._roles import PEOPLE, deep, spread
from kg.extract._spokesmen import body_of
from kg.extract._voice import is_nominal
from kg.ontology import Ontology
from kg.reading import offsets
from kg.reading.phrases import NAMED_BY_OF
from kg.records import Argument, Entity, Mention, Reading


class Arguments:
    """What the tokens of one reading stand for."""

    def __init__(self, reading: Reading, ontology: Ontology) -> None:
        self.reading = reading
        self.ontology = ontology
        self.doc: Doc = reading.parse  # type: ignore[assignment]
        self.offsets = offsets.of(self.doc)
        self.entities = {e.id: e for e in reading.entities}
        self.portfolios = ontology.words("portfolios")
        self.quantities = ontology.words("quantity-nouns")
        self.directions = ontology.words("direction-words")
        self.bodies = ontology.words("group-nouns") | ontology.words("fighter-nouns")
        self.events = ontology.words("event-nouns")
        self.institutions = self.bodies | frozenset(
            w for name in ("organization", "outlet", "facility", "place", "government") for w in ontology.words(f"{name}-nouns")
        )
        self.partners: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self.nationals: set[str] = set()
        self.target: tuple[Argument, ...] = ()
        self.by_head: dict[int, Mention] = {}
        for mention in reading.mentions:
            if mention.head >= 0:
                self.by_head[mention.head] = mention
        self.labelled = {m.entity for m in reading.mentions if m.text == self.entities[m.entity].label}
        self.doc.user_data[HEADS] = frozenset(m.head for m in reading.mentions)
        self.doc.user_data[PLACES] = frozenset(m.head for m in reading.mentions if m.type in {"Place", "Facility"})
        self.doc.user_data[TOWNS] = frozenset(
            m.head for m in reading.mentions if m.type == "Place" and self.entities[m.entity].feature not in {None, "PCLI", "PPLC"}
        )
        self.doc.user_data[PEOPLE] = frozenset(m.head for m in reading.mentions if m.type == "Person" and m.kind == "name")
        governments = sorted((e for e in reading.entities if e.type == "Government" and e.country), key=lambda e: e.id, reverse=True)
        self.governments = {e.country: e for e in governments if not e.id.startswith("government/")}
        self.governments.update({e.country: e for e in governments if e.id.startswith("government/")})
        self._strikes: list[tuple[int, tuple[Token, ...]]] | None = None
        self.focus = Focus(reading, self.entities, self.governments, self.offsets)
        self.countries = {e.country: e for e in reading.entities if e.type == "Place" and e.country and e.feature == "PCLI"}
        self.capitals = ontology.words("metonym-capitals") if "metonym-capitals" in ontology.word_lists else frozenset()

    def all(self, tokens: tuple[Token, ...], types: tuple[str, ...], trigger: int = -1) -> Iterator[Argument]:
        """The arguments of one of `types` that `tokens`, and what is coordinated with them, stand for.

        The `trigger` of a frame stands for itself alone: in "Taliban fighters and Afghan forces", what is said of the
        fighters by the words before them is not said of the forces.
        """
        last: Argument | None = None
        for token in tokens:
            group = (token,) if token.i == trigger else tuple(spread((token,)))
            joined = any(c.dep_ == "cc" for t in group for c in t.rights)
            for each in group:
                for argument in self.of(each, types):
                    if last is not None and self.nested(last, argument, joined):
                        continue
                    yield argument
                    last = argument

    def nested(self, inner: Argument, outer: Argument, joined: bool) -> bool:
        """Whether `outer` only says where `inner` lies ("Reading, Berkshire"), which the parser takes for a list."""
        if inner.type not in {"Place", "Facility"} or outer.type != "Place":
            return False
        between = self.reading.document.text[inner.end : outer.start].strip()
        if between == "," and outer.id.startswith("report/") and not inner.id.startswith("report/"):
            return True  # "Mosul, Iraq's second-largest city"
        return between in {",", ", in", ", in the"} and (not joined or may_contain(outer.entity, inner.entity))

    def of(self, token: Token, types: tuple[str, ...], depth: int = 0) -> Iterator[Argument]:
        """The arguments that `token` stands for: its mention, or the agents of the act that it names."""
        if (each := reciprocal(token)) is not None:
            for side in spread((each,)) if depth == 0 else ():
                yield from self.of(side, types, depth + 1)
            return
        mention = self.by_head.get(token.i)
        if mention is not None and (place := self.named_place(token, mention)) is not None:
            mention = replace(mention, entity=place.entity)
        titled = mention is not None and mention.kind == "nominal" and mention.type == "Person" and token.tag_ in {"NN", "NNP"}
        if titled and (name := self.apposed(token)) is not None and self.by_head[name.i].type == "Person":
            mention = self.by_head[name.i]
        if mention is not None and mention.kind == "nominal" and (bearer := said_to_be(token, mention, self.by_head)) is not None:
            mention = bearer
        listed = self.members(token)
        if listed:
            for member in listed:
                yield from self.of(member, types, depth + 1)
            return
        if mention is not None and is_people(mention) and "Government" in types and "Person" not in types:
            items = self._items(token)  # "representatives of the ministers of Iran and Iraq" are of those countries
            if len(items) > 1 and items[0].i != token.i:
                for item in items:
                    yield from self.of(item, types, depth + 1)
                return
        if mention is not None and (nations := self.nations(token)):
            yield from self.national(token, mention, nations, types)
            return
        if mention is not None and (shares := self.shares(token)):
            if shares[0] == "of" and token.lemma_.lower() in NAMED_BY_OF:  # "the towns of Shire and Axum" are Shire and Axum
                for item in shares[1]:
                    yield from self.of(item, types, depth + 1)
                return
            yield from self.shared(token, mention, shares, types)
            return
        if mention is not None:
            entity = None
            if mention.kind == "pronoun" and token.lower_ in _FIRST_PLURAL and mention.type == "Person":
                body = body_of(mention.entity, self.reading, self.doc, self.by_head)
                entity = self.coerce(self.entities[body], types) if body is not None else None
            entity = entity or self.coerce(self.entities[mention.entity], types)
            if entity is None and "PersonGroup" in types and is_nationals(token, self.entities[mention.entity]):
                word = token.text
                entity = Entity(f"group/{word.lower()}", word, "PersonGroup")
            seat = mention.kind == "name" and self.entities[mention.entity].feature == "PPLC"
            if seat and entity is not None and entity.type == "Government" and token.dep_ in _BEFORE_A_NOUN:
                return  # "Paris police" are of the city, "Paris" alone may be France
            if mention.place is not None and (entity is None or token.dep_ in {"dobj", "pobj", "nsubjpass"}):
                # what is struck, and bears a place's name, is the place
                entity = self.coerce(self.entities[mention.place], types) or entity
            if entity is not None:
                named = self.named(mention)
                end = end_with_name(token, mention, self.by_head)
                text = self.reading.document.text[named.start : end] if end is not None else named.text
                yield Argument(entity, text, named.start, end or named.end)
                return
        if mention is None and (name := self.apposed(token)) is not None:
            yield from self.of(name, types, depth + 1)
            return
        if mention is None and depth < 2 and token.lower_ in self.portfolios:
            for prep in token.rights:  # "the Minister of Foreign Affairs of Iraq"
                for state in prep.rights if prep.dep_ == "prep" and prep.lower_ == "of" else ():
                    yield from self.of(state, types, depth + 1)
            return
        if mention is None and depth < 2 and token.lemma_.lower() in self.quantities:
            for prep in token.rights:
                if prep.dep_ == "prep" and prep.lower_ == "of":
                    for core in prep.rights:
                        if core.dep_ == "pobj":
                            yield from self.of(core, types, depth + 1)
            return
        if depth < 2 and self.is_act(token) and self.ontology_wants_actor(types):
            for agent in spread(deep(token, "subject") or self._same_hand(token)):
                if agent.i != token.i:
                    yield from self.of(agent, types, depth + 1)

    def named(self, mention: Mention) -> Mention:
        """What the report itself last called the entity of a pronoun, where it never uses the label that the world list has for it."""
        if mention.kind != "pronoun" or mention.entity in self.labelled:
            return mention
        earlier = (m for m in reversed(self.reading.mentions) if m.start < mention.start and m.entity == mention.entity)
        return next((m for m in earlier if m.kind == "name"), mention)

    def named_place(self, token: Token, mention: Mention) -> Mention | None:
        """The place that "the northern province of Saada" is: a direction before its kind is no part of the name."""
        if mention.kind != "nominal" or mention.type != "Place" or token.tag_ != "NN" or token.lemma_.lower() not in NAMED_BY_OF:
            return None
        if any(c.dep_ in {"amod", "compound"} and c.lower_ not in self.directions for c in token.lefts):
            return None
        name = of_object(token)
        found = self.by_head.get(name.i) if name is not None else None
        if found is None or found.kind != "name":
            return None
        entity = self.entities[found.entity]
        return found if entity.geonames is not None and entity.feature != "PCLI" else None

    def apposed(self, token: Token) -> Token | None:
        """The name set behind a noun that stands for nobody by itself: "his Turkish counterpart, Mevlut Cavusoglu"."""
        beside = (c for c in token.rights if c.dep_ == "appos" and not any(t.text == "(" for t in self.doc[token.i : c.i]))
        names = (c for c in beside if c.i in self.by_head and self.by_head[c.i].kind == "name")
        return next(names, None) if token.pos_ in {"NOUN", "PROPN"} else None

    @staticmethod
    def members(token: Token) -> tuple[Token, ...]:
        """The names that spell a counted noun out: "five countries - Iran, Tajikistan, ..."."""
        if token.tag_ != "NNS" or not any(c.dep_ == "nummod" for c in token.lefts):
            return ()
        first = next((c for c in token.rights if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
        names = tuple(spread((first,))) if first is not None else ()
        return names if len(names) > 1 else ()

    def shares(self, token: Token) -> tuple[str, tuple[Token, ...]] | None:
        """What a plural is shared out over: "the foreign ministers of Iran, Egypt and Qatar" are one minister each."""
        plural = token.tag_ in {"NNS", "NNPS"} or (token.pos_ == "PROPN" and token.lower_.endswith("s"))
        if not plural or any(c.dep_ == "nummod" for c in token.lefts):
            return None
        for child in token.rights:
            items: tuple[Token, ...] = ()
            if child.dep_ == "prep" and child.lower_ == "of":
                items = tuple(t for c in child.rights if c.dep_ == "pobj" for t in self._items(c))
            elif child.dep_ == "acl" and child.lower_ == "bordering":
                items = tuple(t for c in child.rights if c.dep_ == "dobj" for t in (self.members(c) or tuple(spread((c,)))))
            if len(items) > 1 and all(t.pos_ == "PROPN" for t in items):
                return child.lower_, items
        return None

    def _items(self, token: Token) -> tuple[Token, ...]:
        """The list that `token` begins; further down in "representatives of the foreign ministers of Iran, Egypt ..."."""
        if token.lemma_.lower().removesuffix("s") in {"minister", "ministrie", "ministry", "affair", "government"}:
            for child in token.subtree:
                if child.dep_ == "pobj" and child.pos_ == "PROPN" and child.head.lower_ == "of":
                    items = tuple(spread((child,)))
                    if len(items) > 1:
                        return items
        return tuple(spread((token,)))

    def nations(self, token: Token) -> tuple[Token, ...]:
        """The coordinated demonyms before a plural: "Indian and Pakistani troops" are two forces."""
        if token.tag_ != "NNS":
            return ()
        for child in token.lefts:
            if child.dep_ in {"amod", "compound", "nmod"}:
                names = tuple(t for t in (child, *child.rights) if t == child or t.dep_ == "conj")
                states = [t for t in names if t.i in self.by_head and self.entities[self.by_head[t.i].entity].type == "Government"]
                if len(states) > 1:
                    return tuple(states)
        return ()

    def national(self, token: Token, mention: Mention, nations: tuple[Token, ...], types: tuple[str, ...]) -> Iterator[Argument]:
        """One argument for each of `nations`, bound to it (:attr:`partners`)."""
        base = self.entities[mention.entity]
        group = frozenset(self.by_head[n.i].entity for n in nations)
        for nation in nations:
            government = self.by_head[nation.i].entity
            last = self.doc[max(n.i for n in nations) + 1 : token.i + 1].text
            one = replace(base, id=f"{base.id}-{nation.lower_}", label=f"{nation.text} {last}", minimum=None, maximum=None)
            entity = self.coerce(one, types)
            if entity is not None:
                self.partners[one.id] = (frozenset({government}), group)
                self.nationals.add(one.id)
                yield Argument(entity, mention.text, mention.start, mention.end)

    def shared(self, token: Token, mention: Mention, shares: tuple[str, tuple[Token, ...]], types: tuple[str, ...]) -> Iterator[Argument]:
        """One argument for each item that `token` is shared out over, bound to that item (:attr:`partners`)."""
        connector, items = shares
        base = self.entities[mention.entity]
        ids = [self.by_head[i.i].entity for i in items if i.i in self.by_head]
        group = frozenset(ids) | {g.id for e in ids if (g := self.governments.get(self.entities[e].country or "")) is not None}
        for item in items:
            name = self.by_head.get(item.i)
            if name is None:
                continue
            one = replace(
                base,
                id=f"{base.id}-{connector}-{name.entity.rsplit('/', 1)[-1]}",
                label=f"{mention.text} {connector} {name.text}",
                type="Person"
                if base.type == "PersonGroup" and token.lemma_.lower() in {"minister", "president", "king", "leader"}
                else base.type,
            )
            entity = self.coerce(one, types)
            if entity is not None:
                own = {name.entity}
                government = self.governments.get(self.entities[name.entity].country or "")
                if government is not None:
                    own.add(government.id)
                self.partners[one.id] = (frozenset(own), group)
                yield Argument(entity, mention.text, mention.start, mention.end)

    def sides(self, a: Argument, b: Argument) -> bool:
        """Whether two arguments are the sides that one phrase names, "Indian and Pakistani troops", not a list of office holders."""
        return a.start == b.start and {a.id, b.id} <= self.nationals

    def strangers(self, a: Argument, b: Argument) -> bool:
        """Whether `a` is bound to one item of a list and `b` is, or is bound to, another of it."""
        nothing: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        for one, other in ((a, b), (b, a)):
            own, group = self.partners.get(one.id, nothing)
            if other.id in group and other.id not in own:
                return True
        both = a.id in self.partners and b.id in self.partners
        if both and a.start != b.start and self.partners[a.id][1] == self.partners[b.id][1]:
            return not self.partners[a.id][0] & self.partners[b.id][0]
        return both and a.start == b.start

    def _same_hand(self, token: Token) -> tuple[Token, ...]:
        """Who made the strikes told of before: in "The coalition conducted six strikes. Near Mosul, two strikes hit ..." the coalition."""
        kinds = self.ontology.words("strike-nouns")
        if token.lemma_.lower() not in kinds or token.dep_ not in {"nsubj", "nsubjpass"}:
            return ()
        if self._strikes is None:
            strikes = (t for t in self.doc if t.lemma_.lower() in kinds and is_nominal(t))
            hands = ((t.i, tuple(a for a in deep(t, "subject") if self._acts(a))) for t in strikes)
            self._strikes = [(i, agents) for i, agents in hands if agents]
        before = [agents for i, agents in self._strikes if token.i - _STORY < i < token.i]
        return before[-1] if before else ()

    def _acts(self, token: Token) -> bool:
        mention = self.by_head.get(token.i)
        return mention is not None and self.ontology.is_a(mention.type, "Actor")

    def is_act(self, token: Token) -> bool:
        """Whether `token` is an eventive noun or an instrument, behind which somebody stands."""
        return is_nominal(token) and (token.lemma_.lower() in self.events or token.lower_ in self.events)

    def ontology_wants_actor(self, types: tuple[str, ...]) -> bool:
        return any(self.ontology.is_a(t, "Actor") for t in types)

    def coerce(self, entity: Entity, types: tuple[str, ...]) -> Entity | None:
        """`entity` as one of `types`: a country, or its capital, acts as its government; a government's ground is its country."""
        if self.ontology.is_a(entity.type, *types):
            return entity
        acting = "Government" in types or "Actor" in types
        if entity.type == "Place" and acting and entity.feature in {"PCLI", "PPLC"}:
            return self.governments.get(entity.country or "")
        if entity.type == "PlaceGroup" and acting and entity.label.split()[-1].lower() in _STATES:
            return replace(entity, type="Government")  # "60 nations have joined the fight"
        if entity.type == "Government" and "Place" in types:
            return self.countries.get(entity.country or "")
        if entity.type == "Organization" and "ArmedGroup" in types and self.may_fight(entity):
            return replace(entity, type="ArmedGroup")
        if entity.type == "Organization" and "Person" in types and "Organization" not in types and may_live(entity, self.institutions):
            return replace(entity, type="Person")
        return None

    def ground(self, token: Token) -> Iterator[Argument]:
        """The place that an unlisted name must be, where only a place can stand ("retook Avdiivka")."""
        mention = self.by_head.get(token.i)
        if mention is None or mention.kind != "name" or not mention.entity.startswith("org/") or " " in mention.text:
            return
        entity = self.entities[mention.entity]
        if entity.type == "Organization" and not self.may_fight(entity) and not mention.text.isupper():
            place = replace(entity, id=f"place/{entity.id.removeprefix('org/')}", type="Place")
            yield Argument(place, mention.text, mention.start, mention.end)

    def may_fight(self, entity: Entity) -> bool:
        """Whether an organisation may be an armed one: it is called after its fighters or its kind of force."""
        last = entity.label.lower().split()[-1]
        return last in self.bodies or last.removesuffix("s") in self.bodies

    def state_of(self, argument: Argument) -> tuple[Argument, ...]:
        """The country that `argument` lies in, where the report names it; the words are those of that mention."""
        entity = self.countries.get(argument.entity.country or "")
        if entity is None or entity.id == argument.id:
            return ()
        for mention in self.reading.mentions:
            named = self.entities[mention.entity]
            if named.country == entity.country and (named.type == "Government" or named.feature == "PCLI") and mention.kind == "name":
                return (Argument(entity, mention.text, mention.start, mention.end),)
        return ()

    def above(self, argument: Argument, types: tuple[str, ...]) -> Argument | None:
        """The argument whose phrase holds `argument` ("the crossing with Iran, located in ..."): where the parser went too low."""
        start, end = self.tokens_of(argument)
        if start < 0:
            return None
        token = self.doc[start:end].root
        if token.dep_ != "pobj" or token.head.head.pos_ not in {"NOUN", "PROPN"}:
            return None
        return next(self.of(token.head.head, types), None)

    def tokens_of(self, argument: Argument) -> tuple[int, int]:
        """Token range of the argument's words, (-1, -1) where they lie outside the running text."""
        start, end = self.offsets.back(argument.start), self.offsets.back(argument.end)
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return (span.start, span.end) if span is not None else (-1, -1)


_STORY = 500
"""How many words back the agent of a strike may have been named."""


def is_nationals(token: Token, entity: Entity) -> bool:
    """Whether a plural demonym stands for people, not for their state ("Armenians fled")."""
    return entity.type == "Government" and token.tag_ in {"NNS", "NNPS"} and token.text != entity.label


_FIRST_PLURAL = frozenset({"we", "our", "us", "ours"})
_STATES = frozenset({"countries", "nations", "states", "powers", "governments"})
_BEFORE_A_NOUN = frozenset({"compound", "amod", "nmod", "poss"})


def is_people(mention: Mention) -> bool:
    """Whether a mention stands for a person or people."""
    return mention.type in {"Person", "PersonGroup"}
