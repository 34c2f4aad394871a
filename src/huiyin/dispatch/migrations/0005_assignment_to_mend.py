from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0004_office_may_handle")]
    operations = [
        migrations.AddField(model_name="assignment", name="to_mend", field=models.BooleanField(default=False)),
    ]
