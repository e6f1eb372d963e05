"""What the client register can say when the door decides. ``config`` registers it under its fact."""

from collections.abc import Mapping

from django.db.models import Q

from kring.clients.models import ClientFile
from kring.clients.queries import enrolments
from kring.core.registry import Question


class ClientOn:
    """``client_on``: the enrolments of each person, also none. Of somebody without a number nothing is known."""

    def know(self, question: Question) -> Mapping[str, object]:
        """One set query for the whole part."""
        known = {ref: person for ref, person in question.persons.items() if person is not None}
        found = enrolments(set(known.values()))
        return {ref: found.get(person, []) for ref, person in known.items()}


class FileAssigned:
    """``file_assigned``: whether an open file of the person is given to whoever asks. Of nobody without a number. source: E5"""

    def know(self, question: Question) -> Mapping[str, object]:
        """One set query for the whole part."""
        known = {ref: person for ref, person in question.persons.items() if person is not None}
        is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=question.day)
        mine = ClientFile.objects.filter(
            is_open,
            position_id=question.acting,
            opened_on__lte=question.day,
            person__ssin_blind__in=list(set(known.values())),
        )
        assigned = {bytes(blind) for blind in mine.values_list("person__ssin_blind", flat=True) if blind is not None}
        return {ref: person in assigned for ref, person in known.items()}
