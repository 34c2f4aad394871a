from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_of_higher'),
    ]

    operations = [
        migrations.AddField(
            model_name='body',
            name='duties',
            field=models.JSONField(blank=True, default=list),
        ),
    ]
