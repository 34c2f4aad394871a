"""The tables for people: one workbook per kind of thing, rows as they come from the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event
from huiyin.chain.texts import ACTS
from huiyin.cli.exporting.leaving import leaving
from huiyin.dispatch.models import Assignment
from huiyin.evaluation.models import RehandlingOrder
from huiyin.foundation.models import StoredFile
from huiyin.foundation.sheets.writing import Value
from huiyin.handling.models import Contact, ContactCorrection, FollowUp, Letter, LetterAnswer
from huiyin.people.models import Body, BodyContact, Seat
from huiyin.proposals.models import Correction, Proposal, Signer

CHUNK = 2000
Phone = Callable[[str], str]


@dataclass(frozen=True)
class Sheet:
    """`read` is a query, joined as the row needs it; `row` makes the cells of one of its rows."""

    title: str
    headings: Sequence[str]
    query: Any
    row: Callable[[Any, Phone], Sequence[Value]]
    order: Sequence[str] = ("pk",)

    def rows(self, congress_id: int, phone: Phone) -> Iterator[Sequence[Value]]:
        found = self.query.filter(congress_id=congress_id).order_by(*self.order)
        for thing in found.iterator(chunk_size=CHUNK):
            yield self.row(thing, phone)


def _item(proposal: Proposal) -> tuple[Value, ...]:
    session = proposal.session
    return f"{session.term.number}届{session.number}次", proposal.get_kind_display(), proposal.shown_no, proposal.title


ITEM = ("会议", "类别", "编号", "标题")
OF_ROUND = "round__assignment"


def _of_round(thing: Any) -> tuple[Value, ...]:
    assignment = thing.round.assignment
    return *_item(assignment.proposal), assignment.body.name, thing.round.number


def _item_of(letter: Letter) -> tuple[Value, ...]:
    answers = LetterAnswer.objects.filter(congress_id=letter.congress_id, letter=letter)
    answer = answers.select_related(f"{OF_ROUND}__proposal__session__term").order_by("pk").first()
    return _item(answer.round.assignment.proposal) if answer is not None else ("",) * len(ITEM)


def _who(signer: Signer) -> str:
    return signer.seat.person.name if signer.seat is not None else signer.body.name if signer.body is not None else ""


def _step(code: str) -> str:
    return catalogue.steps[code].label if code in catalogue.steps else ACTS.get(code, code)


def _with_item(query: Any, path: str = "") -> Any:
    return query.select_related(f"{path}proposal__session__term")


SHEETS = (
    Sheet(
        "件",
        (*ITEM, "时段", "正文", "领衔", "人数", "分类", "重点", "状态", "登记日期", "作废原因", "备注"),
        Proposal.objects.select_related("session__term"),
        lambda p, phone: (
            *_item(p),
            p.get_side_display(),
            p.body,
            p.lead_name,
            p.signer_count,
            p.category,
            p.is_key,
            p.state_words,
            p.registered_on,
            p.void_reason,
            p.remark,
        ),
    ),
    Sheet(
        "提出人",
        (*ITEM, "次序", "姓名或代表团", "领衔", "确认日期", "退出日期"),
        _with_item(Signer.objects).select_related("seat__person", "body"),
        lambda s, phone: (*_item(s.proposal), s.order, _who(s), s.is_lead, s.confirmed_on, s.withdrawn_on),
        ("proposal_id", "order", "pk"),
    ),
    Sheet(
        "承办",
        (*ITEM, "单位", "方式", "分工", "环节", "交办日期", "首次交办日期", "签收日期", "到期日", "分管领导", "经办人"),
        _with_item(Assignment.objects).select_related("body"),
        lambda a, phone: (
            *_item(a.proposal),
            a.body.name,
            a.get_mode_display(),
            a.part,
            a.get_stage_display(),
            a.handed_over_on,
            a.first_handed_over_on,
            a.received_on,
            a.due_on,
            a.leader_in_charge,
            a.handler,
        ),
    ),
    Sheet(
        "沟通",
        (*ITEM, "单位", "第几轮", "阶段", "方式", "日期", "参加人", "内容", "代表确认日期", "代表的更正", "已撤回"),
        _with_item(Contact.objects, f"{OF_ROUND}__").select_related(f"{OF_ROUND}__body"),
        lambda c, phone: (
            *_of_round(c),
            c.get_stage_display(),
            c.get_form_display(),
            c.happened_on,
            c.people,
            c.note,
            c.confirmed_on,
            c.correction,
            c.withdrawn,
        ),
    ),
    Sheet(
        "答复",
        (
            *ITEM,
            "单位",
            "第几轮",
            "答复标题",
            "文号",
            "正文",
            "答复分类",
            "承诺完成日期",
            "签发人",
            "发出日期",
            "附件号",
        ),
        _with_item(LetterAnswer.objects, f"{OF_ROUND}__").select_related(f"{OF_ROUND}__body", "letter"),
        lambda a, phone: (
            *_of_round(a),
            a.letter.title,
            a.letter.number,
            a.letter.body,
            a.letter.class_code,
            a.letter.class_due_on,
            a.letter.signatory,
            a.letter.sent_on,
            a.letter.file_id,
        ),
    ),
    Sheet(
        "更正函",
        (*ITEM, "答复标题", "次序", "文号", "内容", "原因", "类别改为", "办成期限", "联系人改为", "发出日期"),
        FollowUp.objects.select_related("letter"),
        lambda f, phone: (
            *_item_of(f.letter),
            f.letter.title,
            f.order,
            f.number,
            f.body,
            f.reason,
            f.class_code,
            f.class_due_on,
            f.contact_line,
            f.sent_on,
        ),
    ),
    Sheet(
        "沟通的更正",
        (*ITEM, "单位", "第几轮", "原日期", "原方式", "原内容", "代表当时说", "原因", "更正日期"),
        _with_item(ContactCorrection.objects, f"contact__{OF_ROUND}__").select_related(f"contact__{OF_ROUND}__body"),
        lambda c, phone: (
            *_of_round(c.contact),
            c.happened_on,
            c.get_form_display(),
            c.note,
            c.word,
            c.reason,
            c.corrected_on,
        ),
    ),
    Sheet(
        "更正",
        (*ITEM, "更正的项目", "原来", "改为", "原因", "时间"),
        _with_item(Correction.objects),
        lambda c, phone: (*_item(c.proposal), c.field, c.old, c.new, c.reason, c.at),
    ),
    Sheet(
        "重新办理",
        (*ITEM, "单位", "第几轮", "通知日期", "要求"),
        _with_item(RehandlingOrder.objects, f"{OF_ROUND}__").select_related(f"{OF_ROUND}__body"),
        lambda o, phone: (*_of_round(o), o.ordered_on, o.demands),
    ),
    Sheet(
        "单位",
        ("单位号", "类别", "名称", "简称", "分管领导", "起", "止", "备注", "职责词"),
        Body.objects,
        lambda b, phone: (
            b.pk,
            b.get_kind_display(),
            b.name,
            b.short_name,
            b.leader_in_charge,
            b.starts_on,
            b.ends_on,
            b.note,
            "、".join(b.duties),
        ),
    ),
    Sheet(
        "代表和席位",
        (
            "席位号",
            "姓名",
            "性别",
            "代表证号",
            "工作单位",
            "手机",
            "角色",
            "所在单位或代表团",
            "届",
            "起",
            "止",
            "终止日期",
        ),
        Seat.objects.select_related("person", "body", "term"),
        lambda s, phone: (
            s.pk,
            s.person.name,
            s.person.gender,
            s.person.deputy_no,
            s.person.work_unit,
            phone(s.person.phone),
            s.get_role_display(),
            s.body.name,
            s.term.number if s.term is not None else None,
            s.from_on,
            s.to_on,
            s.ended_on,
        ),
    ),
    Sheet(
        "联系人",
        ("单位", "姓名", "科室", "职务", "办公电话", "手机", "现任", "备注"),
        BodyContact.objects.select_related("body"),
        lambda c, phone: (
            c.body.name,
            c.name,
            c.division,
            c.post,
            c.office_phone,
            phone(c.mobile),
            c.is_current,
            c.note,
        ),
    ),
    Sheet(
        "附件",
        ("附件号", "文件名", "字节", "SM3", "属于", "时间"),
        leaving(StoredFile),
        lambda f, phone: (f.pk, f.name, f.size, f.digest, f"{f.owner_kind} {f.owner_id}", f.at),
    ),
    Sheet(
        "事件",
        ("号", "环节", "事项", "事项号", "件（id）", "席位号", "从", "到", "时间", "实际日期", "本环的摘要"),
        Event.objects,
        lambda e, phone: (
            e.number,
            _step(e.step),
            e.thing_kind,
            e.thing_id,
            e.case_id or None,
            e.seat_id,
            e.from_state,
            e.to_state,
            e.at,
            e.happened_on,
            e.digest,
        ),
        ("number",),
    ),
)
