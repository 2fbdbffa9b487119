"""What waits for the text of its law is looked up by that law, however much waits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Back, the index is dropped."""

    dependencies = (("gate", "0005_unjudged"),)
    operations = (
        migrations.AddIndex(
            model_name="unjudged",
            index=models.Index(fields=["since", "lender", "attempt_id"], name="gate_unjudged_law"),
        ),
    )
