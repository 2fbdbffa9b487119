"""The first tables of webhooks."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("lender", models.CharField(max_length=128)),
                ("url", models.CharField(max_length=1024)),
                ("private", models.BooleanField(default=False)),
                ("secret", models.BinaryField(max_length=128)),
                ("created", models.BigIntegerField()),
                ("removed", models.BigIntegerField(null=True)),
                ("cursor", models.BigIntegerField()),
                ("tries", models.IntegerField(default=0)),
                ("next_at", models.BigIntegerField(default=0)),
                ("error", models.CharField(blank=True, default="", max_length=64)),
                ("lease_by", models.CharField(blank=True, default="", max_length=32)),
                ("lease_until", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Parked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("tries", models.IntegerField()),
                ("error", models.CharField(max_length=64)),
                ("again", models.BooleanField(default=False)),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parked", to="webhooks.endpoint"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("endpoint", "seq"), name="webhooks_parked_once"),
                ],
            },
        ),
    ]
