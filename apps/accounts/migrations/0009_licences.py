"""Business licences, walled: each organisation its own; the operator opens one as that organisation's checker."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_who_is_let_in_is_an_auditor"),
    ]

    operations = [
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("handed_in_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-handed_in_at", "-pk"],
                "abstract": False,
                "base_manager_name": "rows",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "sha256"), name="licence_once_per_organisation")
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL("CALL kernel_wall('accounts_licence');", "CALL kernel_unwall('accounts_licence');"),
    ]
