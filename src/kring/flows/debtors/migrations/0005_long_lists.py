"""Long lists: what a page of them needs stands in an index or is counted once; names without accents, for a search on a part."""

from django.db import migrations, models
from django.db.models import Q

from kring.guard.operations import unsampled

_IN_ORDER = ["organisation_id", "round", "number"]
_BARE = (
    "regexp_replace(replace(replace(replace(replace(lower(translate(normalize({}, NFKD), 'ŁłØøĐđÐðĦħıẞÆŒÞ', 'llooddddhhißæœþ')),"
    " 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),"
    r" '[\u0300-\u036F\u2010-\u2015\u02B0-\u02FF\u2018\u2019[:space:][:punct:][:digit:]]', '', 'g')"
)
"""As ``names`` folds a word, but for the second spelling of an umlaut; all words of a column run together."""
_FOLDED = f"{_BARE.format('last_name')} || ' ' || {_BARE.format('first_name')}"


def _folded(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE kring.{table} ADD COLUMN folded text GENERATED ALWAYS AS ({_FOLDED}) STORED",
        f"ALTER TABLE kring.{table} DROP COLUMN folded",
    )


class Migration(migrations.Migration):
    dependencies = [("debtors", "0004_unsampled")]
    operations = [
        migrations.AddField("chunk", "marked", models.PositiveIntegerField(null=True)),
        migrations.AddIndex(
            "row", models.Index(fields=_IN_ORDER, condition=~Q(mark=""), name="debtors_row_marked_only")
        ),
        migrations.AddIndex(
            "row", models.Index(fields=_IN_ORDER, condition=~Q(fault="", note=""), name="debtors_row_odd_only")
        ),
        migrations.AddIndex(
            "row", models.Index(fields=_IN_ORDER, condition=~Q(state="ready"), name="debtors_row_kept_only")
        ),
        migrations.AddIndex(
            "row",
            models.Index(
                fields=["organisation_id", "signalled_on"],
                condition=Q(signalled_on__isnull=False),
                name="debtors_row_signalled",
            ),
        ),
        _folded("debtors_row"),
        _folded("debtors_case"),
        unsampled("debtors_row", "folded"),
        unsampled("debtors_case", "folded"),
    ]
