"""The door's own part at the end of a text: questions that wait for an answer, and reports of faults with their outcome."""

from collections.abc import Sequence
from uuid import UUID

from kring.core.ending import Holding, NoFigures, Text
from kring.exchange import questions
from kring.exchange.models import Investigation, Question, Report


class DoorEnding(NoFigures):
    """Registered as ``exchange``. What leaves (permits, batches) holds no person and stays: it proves that nothing went twice."""

    def __init__(self) -> None:
        super().__init__(frozenset({questions.QUESTIONS}))

    def held(self, text: Text) -> Sequence[Holding]:
        """Questions, reports and investigations under the text."""
        return (
            Holding(
                questions.QUESTIONS,
                {"nl": "vragen die op antwoord wachtten", "en": "questions that waited for an answer"},
                Question.objects.filter(digest=text.digest).count(),
            ),
            Holding(
                "exchange.Report",
                {"nl": "meldingen van fouten", "en": "reports of faults"},
                Report.objects.filter(digest=text.digest).count(),
            ),
            Holding(
                "exchange.Investigation",
                {"nl": "onderzoeken van gemelde fouten", "en": "investigations of reported faults"},
                Investigation.objects.filter(digest=text.digest).count(),
            ),
        )

    def erase(self, text: Text) -> Sequence[UUID]:
        """Delete them; answers the envelopes that the questions came in, by which their answer is queued."""
        waiting = Question.objects.filter(digest=text.digest)
        named = list(waiting.values_list("envelope", flat=True))
        for model in (
            waiting,
            Report.objects.filter(digest=text.digest),
            Investigation.objects.filter(digest=text.digest),
        ):
            model.delete()
        return named
