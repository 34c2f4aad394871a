import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0008_search_stops_where_the_list_ends'),
        ('people', '0004_leader_seat'),
        ('proposals', '0003_categories_from_the_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='LongRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('asked_on', models.DateField()),
                ('outcome', models.CharField(choices=[('open', '待定'), ('granted', '同意'), ('refused', '不同意')], default='open', max_length=8)),
                ('decided_on', models.DateField(null=True)),
                ('answer', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='ReturnRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('asked_on', models.DateField()),
                ('outcome', models.CharField(choices=[('open', '待定'), ('accepted', '同意退回'), ('refused', '不同意退回'), ('dropped', '单位收回申请')], default='open', max_length=8)),
                ('decided_on', models.DateField(null=True)),
                ('answer', models.TextField(blank=True, default='')),
                ('disputed_on', models.DateField(null=True)),
                ('dispute', models.TextField(blank=True, default='')),
                ('ruled_on', models.DateField(null=True)),
                ('ruling', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='assignment',
            name='live_assignment_once',
        ),
        migrations.RemoveConstraint(
            model_name='assignment',
            name='one_live_route',
        ),
        migrations.AddField(
            model_name='assignment',
            name='is_long',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='stage',
            field=models.CharField(choices=[('routing', '待分办'), ('passed_on', '已分办'), ('waiting', '待签收'), ('handling', '待拟答复'), ('assisting', '会办中'), ('opined', '已提会办意见'), ('returning', '申请退回'), ('clearing', '领导审签中'), ('cleared', '待发出'), ('answered', '已答复·待评价'), ('concluded', '已办结'), ('replaced', '已改交'), ('recalled', '已撤回')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('state__in', ('recalled', 'replaced')), _negated=True), models.Q(('mode', 'route'), _negated=True)), fields=('congress', 'proposal', 'body'), name='live_assignment_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('mode', 'route'), models.Q(('state__in', ('recalled', 'replaced')), _negated=True)), fields=('congress', 'proposal'), name='one_live_route'),
        ),
        migrations.AddField(
            model_name='longrequest',
            name='assignment',
            field=huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='long_requests', to='dispatch.assignment'),
        ),
        migrations.AddField(
            model_name='longrequest',
            name='congress',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='assignment',
            field=huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='dispatch.assignment'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='congress',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='suggested',
            field=huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.body'),
        ),
        migrations.AddConstraint(
            model_name='longrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'open')), fields=('congress', 'assignment'), name='one_open_long_request'),
        ),
        migrations.AddIndex(
            model_name='returnrequest',
            index=models.Index(fields=['congress', 'assignment'], name='return_of_assignment'),
        ),
        migrations.AddConstraint(
            model_name='returnrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'open')), fields=('congress', 'assignment'), name='one_open_return'),
        ),
        Fence(["ReturnRequest", "LongRequest"]),
    ]
