"""Words of the pages on which a talk with the deputy is arranged, and of the calendar."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """One answer on its page: the step, what the page asks, what follows, the button, and what is said afterwards."""

    code: str
    title: str
    consequence: str
    verb: str
    said: str


# By the last part of the address. The deputy's own page and the unit's speak differently of the same step.
WORDS = {
    "accept": Word(
        "appointment.accept",
        "选一个时间",
        "选好以后就约定了，会通知承办单位；前一个工作日再提醒双方。",
        "就这个时间",
        "约好了，已告诉承办单位。",
    ),
    "counter": Word(
        "appointment.counter",
        "改时间",
        "写出您方便的时间，由承办单位答复；没有答复以前不算约定。",
        "请改时间",
        "已告诉承办单位，等他们答复。",
    ),
    "call": Word(
        "appointment.ask_call",
        "请来电话商量",
        "请承办单位打电话和代表商量时间。",
        "请来电话",
        "已请承办单位打电话。",
    ),
    "decline": Word(
        "appointment.decline",
        "谢绝约见",
        "承办单位会看到原因，可以再约。",
        "谢绝约见",
        "已告诉承办单位。",
    ),
    "agree": Word(
        "appointment.agree",
        "同意代表提的时间",
        "选好以后就约定了，会通知代表；前一个工作日再提醒双方。",
        "就这个时间",
        "约好了，已告诉代表。",
    ),
    "anew": Word(
        "appointment.offer_anew",
        "另约时间",
        "原来的时间不算了，请代表在新的时间里选。",
        "发给代表",
        "新的时间已发给代表，等代表答复。",
    ),
    "cancel": Word(
        "appointment.cancel",
        "取消约见",
        "双方都会看到是谁取消的、为什么。要换时间的，不用取消，请改时间。",
        "取消约见",
        "约见已取消，已告诉对方。",
    ),
    "miss": Word(
        "appointment.miss",
        "登记没有见成",
        "代表会看到原因。没有见成不算沟通，要另约，或者另外登记沟通。",
        "登记没有见成",
        "已登记没有见成。",
    ),
}
# What is asked for with a word, and its hint.
WHY = {
    "call": ("有什么要先说的", "例如“下午打，上午在开会”。"),
    "decline": ("为什么不见", "承办单位会看到，例如“上次都谈过了”。"),
    "cancel": ("为什么取消", "对方会看到，例如“当天区里防汛”。"),
    "miss": ("为什么没有见成", "代表会看到，例如“代表临时有急事”。"),
}
OFFERED = "已发给代表，等代表选时间。"
OFFER = "约代表见面"
HELP_FORM = "现场能说清的，请代表到现场看。"
HELP_TIMES = "提一到三个，代表选一个就约定了。"
HELP_OTHER = "提一到三个您方便的时间，承办单位选一个就约定了。"
MINUTES = ((30, "半小时"), (60, "一小时"), (90, "一个半小时"), (120, "两小时"), (180, "半天"))
FIRST_TIME = "还没有写第一个时间。"
BOTH_PARTS = "日期和几点要一起写。"
PLACE_NEEDED = "还没有写在哪里见面。打电话的不用写。"
FOR_DEPUTY = "代表打电话来说的，照代表说的代为登记；会标明是电话里说的，并通知代表。"
THIS_ONE = "就是约好的这一次（{when}）"
THIS_CALL = "就是代表请打的这个电话"
ANOTHER = "是另外一次，约好的照旧"
WHICH = "是不是约好的那一次"
STATES = {
    "offered": ("amber", "等代表选时间"),
    "countered": ("amber", "代表另提了时间，等承办单位答复"),
    "calling": ("amber", "代表请承办单位来电话"),
    "agreed": ("green", "已约定"),
    "met": ("done", "已见面，登记了沟通"),
    "missed": ("wait", "没有见成"),
    "declined": ("wait", "代表谢绝"),
    "cancelled": ("wait", "已取消"),
    "closed": ("wait", "已结束"),
}
TO_RECORD = "约定的时间已经过了"
ALL_OVER = "提的时间都过了，请另约"
LASTS = {30: "约半小时", 60: "约一小时", 90: "约一个半小时", 120: "约两小时", 180: "约半天"}
BY_PHONE = "（电话里说的，代表工委代记）"

# -- calendar ----------------------------------------------------------------------------------------------------------------

TALK = "约见：{no} {title}"
TALK_WITH = "{body}与{deputy}代表见面"
FEED = "{body} 到期日历"
FEED_MADE = "订阅链接已开通。它只显示这一次，请现在就复制到日历里。"
FEED_RENEWED = "已换成新的链接，旧的从现在起打不开了。它只显示这一次，请现在就复制到日历里。"
FEED_ENDED = "订阅链接已停用，从现在起打不开了。"
DATED = {"reply": "答复到期：{no} {title}", "assist": "会办意见到期：{no} {title}", "appointment": TALK,
         "inside": "内部时限：{no} {title}"}  # fmt: skip
TOO_OFTEN = "取得太频繁了，请等几分钟再取。日历每几个小时取一次就够了。"
