"""Which attempts wait for the text of their law, to be judged once it is here; those of the journal already, too."""

from typing import Any

from django.db import migrations, models


def _keep_in_mind(apps: Any, editor: Any) -> None:
    entries, attempts, chosen, unjudged = (
        apps.get_model("gate", name).objects for name in ("Entry", "Attempt", "LawChosen", "Unjudged")
    )
    if not chosen.exists():
        return
    marked = entries.filter(kind="finding", body__contains='"law_absent"')
    for attempt_id in sorted(set(marked.values_list("attempt_id", flat=True))):
        last = entries.filter(attempt_id=attempt_id, kind="finding").order_by("-seq").first()
        kept = attempts.filter(attempt_id=attempt_id).first()
        if kept is None or '"law_absent"' not in last.body:
            continue
        begun = chosen.filter(since__lte=kept.at).order_by("-since", "-seq")
        law = begun.filter(lender=kept.lender).first() or begun.filter(lender="").first()
        if law is not None:
            unjudged.get_or_create(attempt_id=attempt_id, defaults={"lender": kept.lender, "since": law.since})


class Migration(migrations.Migration):
    """Back, it is dropped; such an attempt is then judged with the next thing told that touches it, as before."""

    dependencies = (("gate", "0004_law_text"),)
    operations = (
        migrations.CreateModel(
            name="Unjudged",
            fields=[
                ("attempt_id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("lender", models.CharField(max_length=128)),
                ("since", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(_keep_in_mind, migrations.RunPython.noop),
    )
