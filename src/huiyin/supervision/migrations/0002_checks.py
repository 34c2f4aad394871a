import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence

# Numbers of checks begin above those of all items: both are roots of one chain, locked in the order of their numbers.
ABOVE_ITEMS = "alter table supervision_check alter column id restart with 1000000000000"


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0011_duties'),
        ('promises', '0004_words'),
        ('proposals', '0008_shares'),
        ('supervision', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=16)),
                ('version', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(choices=[('reception', '主任接待代表日'), ('heavy', '办理大户座谈会'), ('halfway', '中期督查'), ('later', '后期督查'), ('special', '专项检查'), ('joint', '联合督办组'), ('on_site', '现场督办')], max_length=9)),
                ('title', models.CharField(max_length=120)),
                ('on', models.DateField()),
                ('place', models.CharField(blank=True, default='', max_length=120)),
                ('chair', models.CharField(blank=True, default='', max_length=120)),
                ('people', models.CharField(blank=True, default='', max_length=500)),
                ('held_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('comment', models.TextField(blank=True, default='')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
            ],
        ),
        migrations.CreateModel(
            name='CheckMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_up', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='supervision.check')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('seat', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.seat')),
            ],
        ),
        migrations.CreateModel(
            name='CheckRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=16)),
                ('version', models.PositiveIntegerField(default=0)),
                ('order', models.PositiveSmallIntegerField()),
                ('self_check', models.TextField(blank=True, default='')),
                ('self_checked_on', models.DateField(null=True)),
                ('finding', models.TextField(blank=True, default='')),
                ('found_on', models.DateField(null=True)),
                ('lagging', models.BooleanField(default=False)),
                ('reminded_on', models.DateField(null=True)),
                ('body', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.body')),
                ('check_up', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='supervision.check')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('proposal', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.proposal')),
            ],
        ),
        migrations.CreateModel(
            name='CheckPromise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('promise', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='promises.promise')),
                ('row', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='supervision.checkrow')),
            ],
        ),
        migrations.CreateModel(
            name='CheckWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('comment', '代表评议'), ('visit', '实地察看'), ('reminder', '当面提醒')], max_length=8)),
                ('said_by', models.CharField(blank=True, default='', max_length=60)),
                ('word', models.TextField()),
                ('on', models.DateField()),
                ('seat_id', models.BigIntegerField(null=True)),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('row', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='supervision.checkrow')),
            ],
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=16)),
                ('version', models.PositiveIntegerField(default=0)),
                ('number', models.PositiveSmallIntegerField()),
                ('what', models.TextField()),
                ('found_on', models.DateField()),
                ('due_on', models.DateField()),
                ('amber_on', models.DateField(null=True)),
                ('circular_no', models.CharField(blank=True, default='', max_length=60)),
                ('circulated_on', models.DateField(null=True)),
                ('rectified_on', models.DateField(null=True)),
                ('verified_on', models.DateField(null=True)),
                ('body', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.body')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('row', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='supervision.checkrow')),
            ],
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['congress', 'kind', 'on'], name='check_list'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('pk__gte', 1000000000000)), name='check_number_above_items'),
        ),
        migrations.AddConstraint(
            model_name='checkmember',
            constraint=models.UniqueConstraint(fields=('congress', 'check_up', 'seat'), name='check_member_once'),
        ),
        migrations.AddIndex(
            model_name='checkrow',
            index=models.Index(fields=['congress', 'body', 'state'], name='check_row_of_body'),
        ),
        migrations.AddConstraint(
            model_name='checkrow',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'dropped'), _negated=True), fields=('congress', 'check_up', 'body', 'proposal'), name='check_row_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='checkpromise',
            constraint=models.UniqueConstraint(fields=('congress', 'promise'), name='check_promise_once'),
        ),
        migrations.AddConstraint(
            model_name='checkword',
            constraint=models.UniqueConstraint(fields=('congress', 'row', 'number'), name='check_word_once'),
        ),
        migrations.AddIndex(
            model_name='problem',
            index=models.Index(fields=['congress', 'state', 'due_on'], name='problem_due'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.UniqueConstraint(fields=('congress', 'row', 'number'), name='problem_once'),
        ),
        migrations.RunSQL(ABOVE_ITEMS, migrations.RunSQL.noop),
        Fence(["Check", "CheckMember", "CheckRow", "CheckWord", "CheckPromise", "Problem"]),
    ]
