"""What is written on the pages, and the style sheets' floor: ui.md 5.6, 8.3 and 8.6 as tests over all templates."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import lucide
import pytest
from django.contrib.staticfiles import finders

import huiyin

PACKAGE = Path(huiyin.__file__).parent
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
SHEETS = sorted((PACKAGE / "web/static/css").glob("*.css"))
SCRIPTS = sorted((PACKAGE / "web/static/js").glob("*.js"))
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.name == "texts.py" or path.parent.name == "web")

HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
HALF_WIDTH = re.compile(rf"{HAN}[\"'”’）》]?\s?[,;:?!()]|[,;?!()]\s?{HAN}")
BANNED = (
    "操作失败",
    "操作成功",
    "参数错误",
    "参数有误",
    "非法",
    "系统繁忙",
    "系统错误",
    "系统异常",
    "未知错误",
    "请联系管理员处理",
    "必填项",
    "提交失败",
    "无权限",
    "权限不足",
    "TODO",
    "lorem",
)
STALE_BUTTONS = re.compile(r"<button[^>]*>\s*(确定|提交|OK|确认)\s*</button>")


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def visible(template: str) -> str:
    """The words of a template: comments, tags, scripts and markup taken out, attribute texts kept."""
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->", " ", template, flags=re.S)
    text = re.sub(r"\{%-?.*?-?%\}", _words_of_tag, text, flags=re.S)
    text = re.sub(r"\{\{.*?\}\}", _words_of_tag, text, flags=re.S)
    text = re.sub(r"""\s(?:aria-label|title|placeholder|alt|value)="([^"]*)\"""", r">\1<i ", text)
    return re.sub(r"<[^>]*>", "\n", text)


def _words_of_tag(found: re.Match[str]) -> str:
    """Quoted Chinese inside a tag is shown to people as well (`{% light "red" "逾 3 天" %}`)."""
    return "\n".join(["", *re.findall(r"[\"']([^\"']*)[\"']", found[0]), ""])


def strings_of(source: str) -> list[tuple[int, str]]:
    """Literal texts of a module, docstrings left out."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def test_the_lint_finds_what_it_is_for() -> None:
    assert HALF_WIDTH.search("已保存,请继续") and HALF_WIDTH.search("答复(第 1 次)") and HALF_WIDTH.search("好吗?")
    assert not HALF_WIDTH.search("临人建〔2026〕047号，7:00—9:00（周三）") and not HALF_WIDTH.search("a, b (c)")
    assert "逾 3 天" in visible('{% light "red" "逾 3 天" %}') and "找,找" in visible('<input placeholder="找,找">')


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_chinese_stands_with_full_width_punctuation(path: Path) -> None:
    found = [line.strip() for line in visible(path.read_text("utf-8")).splitlines() if HALF_WIDTH.search(line)]
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_texts_in_code_stand_with_full_width_punctuation(path: Path) -> None:
    found = [
        f"{line}: {text}"
        for line, text in strings_of(path.read_text("utf-8"))
        if HALF_WIDTH.search(re.sub(r"<[^>]*>", "\n", text)) and "[" not in text  # a pattern, not a text
    ]
    assert found == []


@pytest.mark.parametrize("path", [*TEMPLATES, *SOURCES, *SCRIPTS], ids=name)
def test_nobody_is_told_that_an_operation_failed(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        text = "\n".join(words for _, words in strings_of(text))
    assert [word for word in BANNED if word in text] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_holds_inline_style_inline_script_or_a_foreign_address(path: Path) -> None:
    """The policy would silently drop the first two; the third would tell another host who reads what."""
    text = path.read_text("utf-8")
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag] == []
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_buttons_are_verbs_and_forms_that_change_something_carry_a_token(path: Path) -> None:
    text = path.read_text("utf-8")
    assert STALE_BUTTONS.findall(text) == []
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", text, flags=re.S | re.I)
    without = [form[:120] for form in forms if "csrf_token" not in form and "novalidate>{% field" not in form]
    assert without == [] or path.name == "styleguide.html"


def test_every_icon_and_every_file_a_template_names_exists() -> None:
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        for icon in re.findall(r"\{% (?:icon|lucide) \"([a-z0-9-]+)\"", text):
            lucide._load_icon(icon)
        for file in re.findall(r"\{% static ['\"]([^'\"]+)['\"]", text):
            assert finders.find(file), f"{name(path)} names {file}"


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_style_sheets_keep_to_the_floor_of_old_browsers(path: Path) -> None:
    """Chromium 86 and Safari 14: what is newer would be dropped there without a word."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    assert re.findall(r":has\(|:is\(|:where\(|@layer|@container|&\s*[.:\[{]", css) == []
    assert re.findall(r"(?<![\w-])inset\s*:|aspect-ratio|\d(?:dvh|svh|lvh)|color-mix", css) == []
    assert re.findall(r"margin-(?:inline|block)\s*:|padding-(?:inline|block)\s*:", css) == []
    assert re.findall(r"url\([\"']?(?:https?:)?//", css) == []
    depth = deepest = 0
    for sign in css:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        deepest = max(deepest, depth)
    assert depth == 0 and deepest <= 3, "no nesting: a rule inside @media is depth 2, a keyframe 3"


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_no_text_is_smaller_than_thirteen_pixels(path: Path) -> None:
    css = path.read_text("utf-8")
    sizes = [float(rem) * 16 for rem in re.findall(r"(?:font-size:|font: \d+|--f-\w+:)\s*([\d.]+)rem", css)]
    sizes += [float(px) for px in re.findall(r"font-size:\s*([\d.]+)px", css) if path.name != "print.css"]
    assert [size for size in sizes if size < 13] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_need_no_evaluation_and_write_no_markup_from_text(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|\.style\b", text) == []
    assert len(text.splitlines()) < 500
