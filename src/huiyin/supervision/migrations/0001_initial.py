import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('handling', '0009_appointments'),
        ('people', '0011_duties'),
        ('proposals', '0008_shares'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=16)),
                ('version', models.PositiveIntegerField(default=0)),
                ('grounds', models.CharField(max_length=300)),
                ('proposed_on', models.DateField()),
                ('decided_at', models.CharField(blank=True, default='', max_length=120)),
                ('decided_on', models.DateField(null=True)),
                ('supervisor', models.CharField(blank=True, choices=[('party', '党委领导'), ('congress', '人大常委会领导'), ('government', '政府领导'), ('secretary', '秘书长'), ('committee', '专门委员会')], default='', max_length=10)),
                ('leader', models.CharField(blank=True, default='', max_length=60)),
                ('post', models.CharField(blank=True, default='', max_length=120)),
                ('unit_leader', models.CharField(blank=True, default='', max_length=120)),
                ('reported_on', models.DateField(null=True)),
                ('committee', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.body')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('proposal', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.proposal')),
            ],
        ),
        migrations.CreateModel(
            name='KeyWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('plan', '督办方案'), ('visit', '实地督办'), ('talk', '面商会'), ('progress', '办理进展'), ('report', '督办报告'), ('decision', '主任会议决定')], max_length=8)),
                ('word', models.TextField()),
                ('happened_on', models.DateField()),
                ('place', models.CharField(blank=True, default='', max_length=120)),
                ('people', models.CharField(blank=True, default='', max_length=200)),
                ('on', models.DateField()),
                ('seat_id', models.BigIntegerField(null=True)),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('item', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='supervision.keyitem')),
            ],
        ),
        migrations.CreateModel(
            name='Light',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=16)),
                ('version', models.PositiveIntegerField(default=0)),
                ('colour', models.CharField(choices=[('green', '绿灯'), ('amber', '黄灯'), ('red', '红灯')], max_length=5)),
                ('word', models.CharField(max_length=200)),
                ('shown_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('answer', models.TextField(blank=True, default='')),
                ('answered_on', models.DateField(null=True)),
                ('answered_by', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.seat')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('round', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='lights', to='handling.round')),
                ('seat', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.seat')),
            ],
        ),
        migrations.AddIndex(
            model_name='keyitem',
            index=models.Index(fields=['congress', 'state', 'supervisor'], name='key_item_list'),
        ),
        migrations.AddConstraint(
            model_name='keyitem',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'left_out'), _negated=True), fields=('congress', 'proposal'), name='key_item_once'),
        ),
        migrations.AddConstraint(
            model_name='keyword',
            constraint=models.UniqueConstraint(fields=('congress', 'item', 'number'), name='key_word_once'),
        ),
        migrations.AddIndex(
            model_name='light',
            index=models.Index(fields=['congress', 'round'], name='light_of_round'),
        ),
        migrations.AddIndex(
            model_name='light',
            index=models.Index(fields=['congress', 'state', 'colour', 'shown_on'], name='light_shown'),
        ),
        migrations.AddConstraint(
            model_name='light',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['shown', 'answered'])), fields=('congress', 'round', 'seat'), name='one_light_at_a_time'),
        ),
        Fence(["KeyItem"], sealed=True),
        Fence(["Light", "KeyWord"]),
    ]
