"""The gate's first tables: attempts, journal, registers, law."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See `zilv/gate/models.py`."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LawChosen",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("lender", models.CharField(max_length=128)),
                ("choice", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("since", models.BigIntegerField()),
            ],
            options={
                "db_table": "gate_law",
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("attempt_id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("lender", models.CharField(max_length=128)),
                ("person", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("shape", models.TextField()),
                ("number", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("line", models.CharField(max_length=128)),
                ("agency", models.CharField(max_length=128)),
                ("collector", models.CharField(max_length=128)),
                ("state", models.SmallIntegerField()),
                ("due", models.BigIntegerField()),
                ("seconds", models.IntegerField(null=True)),
                ("recording", models.TextField(null=True)),
                ("key_id", models.CharField(max_length=32)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "lender", "at"], name="gate_attempt_person"),
                    models.Index(fields=["number", "lender", "at"], name="gate_attempt_number"),
                    models.Index(condition=models.Q(("state", 0)), fields=["due"], name="gate_attempt_due"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("lender", models.CharField(max_length=128)),
                ("attempt_id", models.CharField(max_length=32)),
                ("idem", models.CharField(max_length=320, null=True)),
                ("body", models.TextField()),
                ("person", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["attempt_id"], name="gate_entry_attempt"),
                    models.Index(
                        condition=models.Q(("kind__in", ["register", "law"])),
                        fields=["kind", "seq"],
                        name="gate_entry_kind",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("idem", "lender"), name="gate_entry_idem")],
            },
        ),
        migrations.CreateModel(
            name="Register",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lender", models.CharField(max_length=128)),
                ("register", models.CharField(max_length=16)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("lender", "register"), name="gate_register_once")],
            },
        ),
        migrations.CreateModel(
            name="RegisterRow",
            fields=[
                ("row_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=16)),
                ("lender", models.CharField(max_length=128)),
                ("person", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("body", models.TextField()),
                ("added", models.BigIntegerField()),
                ("ended", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "gate_register_row",
                "indexes": [
                    models.Index(fields=["person"], name="gate_row_person"),
                    models.Index(fields=["number"], name="gate_row_number"),
                    models.Index(fields=["register", "row_id"], name="gate_row_register"),
                ],
            },
        ),
    ]
