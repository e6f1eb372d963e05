"""What stands of people in lists stays out of the planner's statistics, which nothing empties when the rows go."""

from django.db import migrations

from kring.guard.operations import unsampled


class Migration(migrations.Migration):
    dependencies = [("lists", "0001_initial")]
    operations = [
        unsampled("lists_sentrow", "plain", "sealed", "blind"),
        unsampled("lists_receivedrow", "plain", "sealed", "blind"),
    ]
