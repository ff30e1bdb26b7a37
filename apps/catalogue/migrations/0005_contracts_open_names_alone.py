"""Being named in a contract opens no status, no reasons and no papers, whoever writes the row of access."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_auditors_see_what_a_host_opens")]

    operations = [
        migrations.AddConstraint(
            model_name="access",
            constraint=models.CheckConstraint(
                condition=models.Q(source="contract", scopes=["contract"])
                | (~models.Q(source="contract") & models.Q(scopes__contains=["status"])),
                name="access_by_contract_opens_names_alone",
            ),
        ),
    ]
