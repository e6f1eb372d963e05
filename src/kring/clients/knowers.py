"""What the client register can say when the door decides. ``config`` registers it under its fact."""

from collections.abc import Mapping

from kring.clients.queries import enrolments
from kring.core.registry import Question


class ClientOn:
    """``client_on``: the enrolments of each person, also none. Of somebody without a number nothing is known."""

    def know(self, question: Question) -> Mapping[str, object]:
        """One set query for the whole part."""
        known = {ref: person for ref, person in question.persons.items() if person is not None}
        found = enrolments(set(known.values()))
        return {ref: found.get(person, []) for ref, person in known.items()}
