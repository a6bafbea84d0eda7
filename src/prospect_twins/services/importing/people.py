"""Who the rows of one file are: the same people as its earlier rows, as those who are known already, or new ones."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from prospect_twins.domain.identity import Identity, KnownBy
from prospect_twins.domain.person_names import says_the_same
from prospect_twins.domain.prospects import KnownPerson
from prospect_twins.domain.same_person import Facts, Mismatch
from prospect_twins.services.importing.patches import ParsedProspect
from prospect_twins.services.importing.records import BadRow

NAMESAKE = (
    "an earlier row has the same name and says other things, and nothing tells whether they are one person; add an id, "
    "an e-mail address, a phone number or a birth date"
)
SEVERAL = (
    "several prospects may be meant by its e-mail address, phone number or birth date; add the id of the one who is"
)
_ADVICE = "; give each person an id of their own, or import with names to be overwritten if both are one person"
CLASHES = {
    Mismatch.NAME: f"an earlier row has another name under the same id{_ADVICE}",
    Mismatch.GENDER: f"an earlier row of the same name and address or id is of another gender{_ADVICE}",
    Mismatch.AGE: f"an earlier row of the same name and address or id has a very different age{_ADVICE}",
    Mismatch.BIRTH_DATE: f"an earlier row of the same name and address or id has another birth date{_ADVICE}",
}


class PeopleOfFile:
    """Remembers whom a file was about so far: an id, a name and a few keys each, about 700 bytes."""

    def __init__(self, *, overwrite_names: bool = False) -> None:
        self._overwrite_names = overwrite_names
        self._facts: dict[str, Facts] = {}
        self._digests: dict[str, str] = {}
        """What was said of those who are known by their name alone."""
        self._ids: dict[int, tuple[str, ...]] = {}
        """The hash of each key, and whose it is."""

    def settle(self, row: ParsedProspect, known: Iterable[KnownPerson]) -> ParsedProspect | BadRow:
        """The row under the id of whom it is about, or the reason why it can't be told or can't be so.

        `known`: who is known by one of the row's keys.
        """
        facts = row.patch.facts
        if row.identity.by is not KnownBy.ID and row.identity.sought:
            candidates = self._candidates(row.identity, facts, known)
            if len(candidates) > 1:
                return BadRow(row.row, row.line, SEVERAL)
            for lead_id, theirs in candidates.items():
                self._facts.setdefault(lead_id, theirs)
                row = row.of(lead_id)
        if reason := self._clash(row, facts):
            return BadRow(row.row, row.line, reason)
        return row

    def remember(self, row: ParsedProspect) -> ParsedProspect:
        """The row, but that its name is no less than what an earlier one said."""
        lead_id = row.patch.lead_id
        before = self._facts.get(lead_id)
        if before and not self._overwrite_names:
            row = replace(row, patch=row.patch.keeping_name(before.name))
        self._facts[lead_id] = before.then(row.patch.facts) if before else row.patch.facts
        if row.identity.by is KnownBy.NAME:
            self._digests[lead_id] = row.digest
        for key in row.identity.keys:
            others = self._ids.get(hash(key), ())
            if lead_id not in others:
                self._ids[hash(key)] = (*others, lead_id)
        return row

    def others_like(self, row: ParsedProspect, known: Iterable[KnownPerson]) -> bool:
        """Whether somebody of another id is likely the same person."""
        candidates = self._candidates(row.identity, row.patch.facts, known)
        return bool(candidates.keys() - {row.patch.lead_id})

    def others_at_address(self, row: ParsedProspect, known: Iterable[KnownPerson]) -> bool:
        """Whether somebody else, whom the file was not about so far, has the same e-mail address."""
        at_address, facts = frozenset(row.identity.at_address), row.patch.facts
        return any(
            person.key in at_address
            and person.lead_id not in self._facts
            and person.lead_id != row.patch.lead_id
            and person.facts.contradiction(facts) in (None, Mismatch.NAME)
            for person in known
        )

    def _candidates(self, identity: Identity, facts: Facts, known: Iterable[KnownPerson]) -> dict[str, Facts]:
        """Who may be meant: has a key in common, and nothing that contradicts.

        If nobody has the name, whoever has all of it in theirs, or theirs in it.
        """
        nameless = frozenset(identity.nameless)
        candidates: dict[str, Facts] = {}
        by_name: set[str] = set()
        for person in known:
            candidates[person.lead_id] = person.facts
            if person.key not in nameless:
                by_name.add(person.lead_id)
        for key in (*identity.nameless, *identity.sought):
            for lead_id in self._ids.get(hash(key), ()):
                candidates[lead_id] = self._facts.get(lead_id, Facts())
                if key not in nameless:
                    by_name.add(lead_id)
        agree = {lead_id: theirs for lead_id, theirs in candidates.items() if theirs.contradiction(facts) is None}
        named = {lead_id: theirs for lead_id, theirs in agree.items() if lead_id in by_name or not theirs.name}
        return named or {
            lead_id: theirs
            for lead_id, theirs in agree.items()
            if facts.name and theirs.name and says_the_same(theirs.name, facts.name)
        }

    def _clash(self, row: ParsedProspect, facts: Facts) -> str | None:
        """Why a row can't be about whom an earlier row of the file was about, if it would have to be."""
        lead_id = row.patch.lead_id
        if row.identity.by is KnownBy.NAME and lead_id in self._digests:
            return NAMESAKE if self._digests[lead_id] != row.digest else None
        before = self._facts.get(lead_id)
        contradiction = before.contradiction(facts) if before and not self._overwrite_names else None
        return CLASHES[contradiction] if contradiction else None


def keys_of(rows: Sequence[ParsedProspect | BadRow]) -> list[str]:
    """All that the rows' people may be known by."""
    parsed = (row for row in rows if isinstance(row, ParsedProspect))
    return list({key for row in parsed for key in (*row.identity.sought, *row.identity.nameless)})
