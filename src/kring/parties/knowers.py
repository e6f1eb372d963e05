"""What the positions of an organisation can say when the door decides. ``config`` registers it under its fact."""

from collections.abc import Mapping

from django.db.models import Q

from kring.core.registry import BATCH, Question
from kring.parties.models import Position


class BoundBySecrecy:
    """``bound_by_secrecy``: of the sender, the acting position; of the reader, what its own organisation states.

    Asked on a recipient's side it is the other way round: the acting position is the one that will read.
    source: 004 C; REQUIREMENTS R1
    """

    def know(self, question: Question) -> Mapping[str, object]:
        """``{"sender": true, "reader": true}`` under ``BATCH``, as far as it is known."""
        held = Position.objects.none()
        if question.acting is not None:
            holds = Q(valid_until__isnull=True) | Q(valid_until__gte=question.day)
            held = Position.objects.filter(holds, id=question.acting, valid_from__lte=question.day)
        bound = held.values_list("bound_by_secrecy", flat=True).first() or False
        if question.side == "recipient":
            return {BATCH: {"reader": bound}}
        stated = question.stated.get(question.fact)
        reader = stated.get("reader") if isinstance(stated, Mapping) else None
        return {BATCH: {"sender": bound, **({"reader": reader} if isinstance(reader, bool) else {})}}
