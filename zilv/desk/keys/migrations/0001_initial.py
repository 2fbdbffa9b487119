"""The first tables of keys: keys, their changes, signatures seen, what the installation must keep."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keys, their changes, signatures seen, the installation."""

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(max_length=32)),
                ("what", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Nonce",
            fields=[
                ("mark", models.CharField(max_length=96, primary_key=True, serialize=False)),
                ("until", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("lender", models.CharField(max_length=128)),
                ("agency", models.CharField(blank=True, default="", max_length=128)),
                ("scopes", models.CharField(max_length=255)),
                ("label", models.CharField(blank=True, default="", max_length=128)),
                ("hash", models.BinaryField(max_length=32)),
                ("signing", models.BinaryField(max_length=128)),
                ("old_hash", models.BinaryField(max_length=32, null=True)),
                ("old_signing", models.BinaryField(max_length=128, null=True)),
                ("old_until", models.DateTimeField(null=True)),
                ("created", models.DateTimeField()),
                ("expires", models.DateTimeField(null=True)),
                ("revoked", models.DateTimeField(null=True)),
                ("rotated", models.DateTimeField(null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["lender", "created"], name="keys_key_lender")],
            },
        ),
    ]
