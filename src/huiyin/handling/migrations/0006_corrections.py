import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('handling', '0005_on_paper'),
        ('people', '0007_ledger_closed'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('before', '办前'), ('during', '办中'), ('after', '办后')], max_length=8)),
                ('form', models.CharField(choices=[('face_to_face', '当面座谈'), ('on_site', '现场察看'), ('visit', '登门走访'), ('phone', '电话'), ('letter', '书信、网络')], max_length=14)),
                ('happened_on', models.DateField()),
                ('people', models.CharField(blank=True, default='', max_length=200)),
                ('note', models.TextField()),
                ('word', models.TextField(blank=True, default='')),
                ('reason', models.CharField(max_length=200)),
                ('corrected_on', models.DateField()),
                ('seat_id', models.BigIntegerField(null=True)),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('contact', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='handling.contact')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('number', models.CharField(blank=True, default='', max_length=60)),
                ('body', models.TextField()),
                ('reason', models.CharField(max_length=200)),
                ('class_code', models.CharField(blank=True, default='', max_length=8)),
                ('class_due_on', models.DateField(null=True)),
                ('class_reason', models.TextField(blank=True, default='')),
                ('contact_line', models.CharField(blank=True, default='', max_length=120)),
                ('sent_on', models.DateField()),
                ('seat_id', models.BigIntegerField(null=True)),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('letter', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='handling.letter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('congress', 'letter', 'order'), name='follow_up_once')],
            },
        ),
        # What was corrected and what was said of it never changes again.
        Fence(["ContactCorrection", "FollowUp"], grants="select, insert"),
    ]
