"""Names, addresses and file numbers stay out of the planner's statistics, which nothing empties when the rows go."""

from django.db import migrations

from kring.guard.operations import unsampled

_LISTED = ("file_number", "first_name", "last_name", "street", "house_number")


class Migration(migrations.Migration):
    dependencies = [("debtors", "0003_waiting_lists")]
    operations = [
        unsampled("debtors_row", *_LISTED, "ssin_sealed", "ssin_blind"),
        unsampled("debtors_case", *_LISTED),
        unsampled("debtors_upload", "name_sealed", "file_sealed", "sample_sealed", "layout", "dropped_columns"),
        unsampled("debtors_talk", "note_sealed"),
    ]
