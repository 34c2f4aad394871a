"""The step catalogue as Mermaid state diagrams: `huiyin steps --diagram`, which also makes docs/steps.md."""

from __future__ import annotations

from collections import defaultdict

from huiyin.chain.catalogue import Step, catalogue
from huiyin.chain.models import Thing
from huiyin.chain.rights import sorted_things

HEAD = """# 环节图

件怎样一步一步走到底。由步骤目录生成（`huiyin steps --diagram > docs/steps.md`），不手工修改；谁可以办见 `rights.md`。
标“（撤回）”的是限时撤回，标“（自动）”的由系统办理；不改变状态的环节列在图后。
"""


def diagram_document() -> str:
    """docs/steps.md: one diagram for each kind of thing."""
    parts = [HEAD]
    for kind, model in sorted_things():
        parts += [f"## {model.KIND_WORDS}（{kind}）", "", "```mermaid", diagram(kind, model), "```", ""]
        staying = [step.label for step in catalogue.of(kind) if step.to is None and not step.undoes]
        if staying:
            parts += [f"不改变状态：{'、'.join(staying)}。", ""]
    return "\n".join(parts).rstrip() + "\n"


def diagram(kind: str, model: type[Thing]) -> str:
    labels = {code: str(label) for code, label in model.STATES.choices if code != "new"}
    lines = ["stateDiagram-v2", *(f'    state "{label}" as {code}' for code, label in labels.items())]
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in catalogue.of(kind):
        for state in labels.keys() | {"new"}:
            if step.to is not None and state in step.frm:
                arrows[state, step.to].append(_words(step))
    order = ["new", *labels]
    for frm, to in sorted(arrows, key=lambda ends: (order.index(ends[0]), order.index(ends[1]))):
        start = "[*]" if frm == "new" else frm
        lines.append(f"    {start} --> {to}: {'／'.join(arrows[frm, to])}")
    leaving = {frm for frm, _ in arrows}
    lines += [f"    {code} --> [*]" for code in labels if code not in leaving]
    return "\n".join(lines)


def _words(step: Step) -> str:
    return f"{step.label}（撤回）" if step.undoes else f"{step.label}（自动）" if step.automatic else step.label
