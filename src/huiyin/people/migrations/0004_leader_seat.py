from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_seat_dates'),
    ]

    operations = [
        migrations.AlterField(
            model_name='seat',
            name='role',
            field=models.CharField(choices=[('deputy', '人大代表'), ('committee_officer', '代表工委工作人员'), ('dispatcher', '政府办交办人员'), ('unit_clerk', '承办单位经办人'), ('unit_head', '承办单位负责人'), ('leader', '分管领导'), ('congress_admin', '本级管理员')], max_length=20),
        ),
    ]
