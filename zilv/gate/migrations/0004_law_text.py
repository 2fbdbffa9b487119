"""The text of each law that was chosen; of earlier choices, where the files still say it."""

from contextlib import suppress
from typing import Any

from django.db import migrations, models

from zilv.errors import LawError


def _keep_texts(apps: Any, editor: Any) -> None:
    from zilv.rules.library import choose

    chosen, texts = apps.get_model("gate", "LawChosen").objects, apps.get_model("gate", "LawText").objects
    for choice, digest in set(chosen.values_list("choice", "digest")):
        try:
            law = choose(choice)
        except LawError:
            continue  # its files are gone; the gate says so where it would bind
        if digest in (law.digest, law.legacy):  # those of then did not cover the zone
            texts.get_or_create(digest=law.digest, defaults={"text": law.text})


def _digests_as_before(apps: Any, editor: Any) -> None:
    """The version before knows a law by its provisions alone, and finds what was chosen since by these."""
    from zilv.rules.library import law_of

    chosen, texts = apps.get_model("gate", "LawChosen").objects, apps.get_model("gate", "LawText").objects
    for digest, text in texts.values_list("digest", "text"):
        with suppress(LawError):
            chosen.filter(digest=digest).update(digest=law_of(text).legacy)


class Migration(migrations.Migration):
    """Back, the texts are dropped; what was chosen stays, named as before, and is read from files again."""

    dependencies = (("gate", "0003_settled_by_locks"),)
    operations = (
        migrations.CreateModel(
            name="LawText",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "gate_law_text",
            },
        ),
        migrations.RunPython(_keep_texts, _digests_as_before),
    )
