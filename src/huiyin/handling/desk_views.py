"""The saved views of each desk: which items a role finds under which name, in a clerk's words (等我动手, 等别人, 办结以后)."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.dispatch.models import REVIEW_STAGES, Stage
from huiyin.people.models import ONLOOKERS, Role

DRAWN_UP = (Stage.WAITING, Stage.HANDLING, Stage.RETURNING, Stage.CLEARING, *REVIEW_STAGES, Stage.CLEARED)
HANDLED = (*DRAWN_UP, Stage.ASSISTING)
OFFICE_OPEN = (Stage.ROUTING, *DRAWN_UP)


@dataclass(frozen=True)
class View:
    """A saved view. `part` is its heading in the rail, `lamp` narrows by colour, `only` by more than the stage.

    `rare` ones are shown while something is in them: most congresses' procedures do not know them at all.
    """

    key: str
    label: str
    part: str
    stages: tuple[Stage, ...] = ()
    lamp: str = ""
    only: str = ""
    newest_first: bool = False
    rare: bool = False


def _in_hand(part: str, stages: tuple[Stage, ...], only: str = "") -> tuple[View, ...]:
    return (
        View("all", "全部在办", part, stages, only=only),
        View("red", "逾期", part, stages, "red", only),
        View("amber", "临期", part, stages, "amber", only),
        View("green", "正常", part, stages, "green", only),
    )


_ANSWERED = View("answered", "等代表评价", "等别人", (Stage.ANSWERED,), newest_first=True)
_CONCLUDED = View("concluded", "已办结", "办结以后", (Stage.CONCLUDED,), newest_first=True)
_OPINED = View("opined", "已提会办意见", "等别人", (Stage.OPINED,), newest_first=True)
_RETURNING = View("returning", "申请退回", "等别人", (Stage.RETURNING,))
_GIVEN = View("given", "交给我的", "等我动手", HANDLED, only="given", rare=True)
_IN_REVIEW = View("in-review", "报审中", "等别人", REVIEW_STAGES, rare=True)
_FROM_OTHERS = (
    View("opinions", "等会办意见", "等别人", (Stage.HANDLING, Stage.CLEARING, *REVIEW_STAGES, Stage.CLEARED), only="opinions"),
    View("shown", "等代表看初稿", "等别人", (Stage.HANDLING,), only="shown", rare=True),
)

_LOOKED_AT = (
    *_in_hand("单位在办", DRAWN_UP),
    View("waiting", "未签收", "等单位", (Stage.WAITING,)),
    _ANSWERED,
    _CONCLUDED,
)

VIEWS: dict[str, tuple[View, ...]] = {
    Role.UNIT_CLERK: (
        *_in_hand("在办", HANDLED),
        View("waiting", "待签收", "等我动手", (Stage.WAITING,)),
        _GIVEN,
        View("unmet", "未见面沟通", "等我动手", (Stage.HANDLING,), only="unmet"),
        View("drafting", "待拟答复", "等我动手", (Stage.HANDLING,)),
        View("sent-back", "退回修改", "等我动手", (Stage.HANDLING,), only="sent_back"),
        View("assisting", "会办", "等我动手", (Stage.ASSISTING,)),
        *_FROM_OTHERS,
        View("clearing", "领导审签中", "等别人", (Stage.CLEARING,)),
        _IN_REVIEW,
        View("cleared", "待发出", "等别人", (Stage.CLEARED,)),
        _RETURNING,
        _OPINED,
        _ANSWERED,
        _CONCLUDED,
    ),
    Role.UNIT_HEAD: (
        View("clearing", "待审签", "等我动手", (Stage.CLEARING,)),
        View("cleared", "待发出", "等我动手", (Stage.CLEARED,)),
        _GIVEN,
        *_in_hand("在办", HANDLED),
        View("waiting", "待签收", "等经办人", (Stage.WAITING,)),
        View("drafting", "待拟答复", "等经办人", (Stage.HANDLING,)),
        View("assisting", "会办", "等经办人", (Stage.ASSISTING,)),
        *_FROM_OTHERS,
        _IN_REVIEW,
        _RETURNING,
        _OPINED,
        _ANSWERED,
        _CONCLUDED,
    ),
    Role.DISPATCHER: (
        View("routing", "待分办", "等我动手", (Stage.ROUTING,)),
        View("returning", "单位申请退回", "等我动手", (Stage.RETURNING,), only="passed_on"),
        View("reviewing", "待审核", "等我动手", (Stage.REVIEWING,), only="passed_on", rare=True),
        *_in_hand("单位在办", DRAWN_UP, only="passed_on"),
        View("waiting", "未签收", "等单位", (Stage.WAITING,), only="passed_on"),
        View("passed-on", "已分办", "分办以后", (Stage.PASSED_ON,), newest_first=True),
    ),
    Role.COMMITTEE_OFFICER: (
        View("registered", "待交办", "等我动手", only="cases"),
        View("evaluated", "待处理评价", "等我动手", (Stage.ANSWERED,), only="evaluated", newest_first=True),
        View("returning", "单位申请退回", "等我动手", (Stage.RETURNING,), only="direct"),
        View("long-asked", "单位申请延长", "等我动手", DRAWN_UP, only="long_asked"),
        *_in_hand("在办", OFFICE_OPEN),
        View("routing", "待分办", "等别人", (Stage.ROUTING,)),
        View("waiting", "未签收", "等别人", (Stage.WAITING,)),
        View("assist-late", "会办逾期", "等别人", (Stage.WAITING, Stage.ASSISTING), "red", only="assist"),
        View("answered", "已答复·待评价", "等别人", (Stage.ANSWERED,), only="not_evaluated", newest_first=True),
        _CONCLUDED,
    ),
    Role.LEADER: (
        View("disputed", "提请协调", "等我动手", DRAWN_UP, only="disputed"),
        View("signing-off", "待签批", "等我动手", (Stage.SIGNING_OFF,), only="passed_on", rare=True),
        *_LOOKED_AT,
    ),
    # Nothing waits for those who look on and push.
    **dict.fromkeys((Role.SUPERVISION_OFFICER, *ONLOOKERS), _LOOKED_AT),
}
FIRST = {Role.DISPATCHER: "routing"}


def view_named(role: str, key: str) -> View:
    """The view of that key, or the one the role's desk opens with."""
    views = {view.key: view for view in VIEWS[role]}
    return views.get(key) or views[FIRST.get(Role(role), "all")]
