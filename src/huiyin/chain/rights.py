"""The step catalogue as tables for people: `huiyin steps`, which also makes docs/rights.md.

Who may do what is read here by lawyers and offices, and reviewed as a diff; nothing in it is written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

from huiyin.chain.catalogue import Step, catalogue
from huiyin.chain.clocks import KINDS
from huiyin.chain.models import Thing
from huiyin.chain.texts import AUDIENCES
from huiyin.chain.verifying import things
from huiyin.people.models import Role

HEAD = """# 权限表

谁在什么时候可以办什么。由步骤目录生成（`huiyin steps > docs/rights.md`），不手工修改；图见 `steps.md`。

- “自动”：由系统在别的环节里或到期时办理，任何席位都不能直接办。
- “撤回”：同一席位 10 分钟内、别的席位还没有查看或办理时，可以撤回。
- “密”：承办单位和政府一侧看不到这一环节发生过。
- “补录”：可以补记实际发生的较早日期，要写明依据，页面上标明补录。
"""


def rights_document() -> str:
    """docs/rights.md: steps by the thing they move, then by who takes them."""
    parts = [HEAD]
    for kind, model in sorted_things():
        parts += [f"## {model.KIND_WORDS}（{kind}）", "", _table(kind, model), ""]
    parts += ["## 按席位", ""]
    for role in Role:
        parts += [f"- **{role.label}**：{_steps_of(role) or '不办理件，只管人和账号。'}"]
    return "\n".join(parts) + "\n"


def sorted_things() -> list[tuple[str, type[Thing]]]:
    """Kinds in the order of the rooms, which is the order in which Django loads them."""
    return list(things().items())


def _table(kind: str, model: type[Thing]) -> str:
    rows = ["| 环节 | 从 | 到 | 谁 | 还须 | 告知 | 期限 | 说明 |", "|---|---|---|---|---|---|---|---|"]
    rows += [_row(step, model) for step in catalogue.of(kind)]
    return "\n".join(rows)


def _row(step: Step, model: type[Thing]) -> str:
    cells = (
        f"{step.label}<br>`{step.code}`",
        "、".join(states(model, step.frm)),
        next(iter(states(model, {step.to}))) if step.to is not None else "（不变）",
        who(step),
        "；".join(guard.words for guard in step.guards) or "—",
        "、".join(AUDIENCES[name] for name in step.tells) or "—",
        _clocks(step) or "—",
        "；".join(_remarks(step)) or "—",
    )
    return f"| {' | '.join(cells)} |"


def states(model: type[Thing], codes: Iterable[str]) -> list[str]:
    """Labels of states, in the order the model lists them."""
    wanted = set(codes)
    return [str(label) for code, label in model.STATES.choices if code in wanted]


def who(step: Step) -> str:
    rights = [f"{right.role.label}：{right.relation.words}" for right in step.by]
    rights += ["自动"] if step.automatic else []
    rights += ["运维人员（命令行）"] if step.operator else []
    return "<br>".join(rights)


def _clocks(step: Step) -> str:
    started = [f"起算{KINDS[kind]}" for kind in sorted(step.starts)]
    return "、".join(started + [f"停止{KINDS[kind]}" for kind in sorted(step.stops)])


def _remarks(step: Step) -> list[str]:
    remarks = []
    if step.undone_by:
        remarks.append(f"可由“{catalogue[step.undone_by].label}”撤回")
    if step.undoes:
        remarks.append(f"撤回“{catalogue[step.undoes].label}”")
    remarks += ["密"] if step.sealed else []
    remarks += ["补录"] if step.backdatable and not step.automatic else []
    remarks += [step.source] if step.source else []
    return remarks


def _steps_of(role: Role) -> str:
    mine = [step for kind, _ in sorted_things() for step in catalogue.of(kind)]
    words = [step.label for step in mine if any(right.role == role for right in step.by)]
    return f"{'、'.join(words)}。" if words else ""
