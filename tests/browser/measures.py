"""What is measured on a page in the browser: axe, targets, letters, sideways scroll."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_AXE = Axe()
_START = """options => { window.axeFound = axe.run(document, options).then(all => all.violations.map(one =>
  `axe ${one.id}: ` + one.nodes.slice(0, 3).map(node => node.html.slice(0, 140)).join(' | ')), () => null);
  return true; }"""

TOO_SMALL = """floor => [...document.querySelectorAll('a, button, input, select, textarea, summary')].filter(e => {
  if (e.type === 'hidden') return false;
  const box = (e.closest('label') || e).getBoundingClientRect();
  const covered = e.matches('.row .t, .mine .t'), hidden = !box.width || e.closest('.vh,.skip,dialog,.find');
  const closed = e.closest('details:not([open])') && e.tagName !== 'SUMMARY';
  return !covered && !hidden && !closed && (box.height < floor - .5 || box.width < 24);
}).map(e => e.tagName + ' ' + e.className + ' ' + e.textContent.trim().slice(0, 12))"""
SMALLEST_TYPE = """() => { let least = 99, where = ''; const walk = document.createTreeWalker(document.body, 4);
  while (walk.nextNode()) { const words = walk.currentNode.textContent.trim(), e = walk.currentNode.parentElement;
    if (!words || !e.getClientRects().length || e.closest('.vh,svg,dialog,[aria-hidden=true]')) continue;
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (size < least) { least = size; where = words.slice(0, 12); } }
  return [least, where]; }"""
MAIN_CONTROLS = "main .btn, main .rate label, main .pick, .dock a, .big-a"
# Wider than its window, and by what: the elements that stick out and are in no box that scrolls by itself.
_STICKING_OUT = """() => { const page = document.scrollingElement, right = page.clientWidth;
  if (page.scrollWidth <= right + 1) return null;
  const boxed = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
    if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
  return [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > right + 1 && !boxed(e))
    .slice(-3).map(e => e.tagName + '.' + (e.className.baseVal ?? e.className) + ' ' + e.textContent.trim().slice(0, 16)); }"""


def start_axe(page: Any) -> None:
    """Let axe begin in the page, and come back at once: two windows are looked at in the time of one."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(_AXE.axe_script)
    page.evaluate(_START, RULES | {"resultTypes": ["violations"]})


def violations(page: Any) -> list[str]:
    """What the axe that was started has found.

    A click may come back before the next page is there: then axe began in the page that was left, broke off or is
    gone with it, and begins again in the page that came.
    """
    found: list[str] | None = page.evaluate("window.axeFound")
    if found is None:
        page.wait_for_load_state()
        start_axe(page)
        found = page.evaluate("window.axeFound")
    assert found is not None, "axe did not run to its end"
    return found


def too_small(page: Any, floor: int) -> list[str]:
    small = page.evaluate(TOO_SMALL, floor)
    return [f"targets under {floor} px: {small[:6]}"] if small else []


def main_controls_below(page: Any, floor: int) -> list[str]:
    found = page.eval_on_selector_all(
        MAIN_CONTROLS,
        """(all, floor) => all.filter(e => { const h = e.getBoundingClientRect().height; return h && h < floor - .5; })
          .map(e => e.className + ' ' + e.textContent.trim().slice(0, 12))""",
        floor,
    )
    return [f"main controls under {floor} px: {found[:6]}"] if found else []


def type_below(page: Any, floor: int) -> list[str]:
    size, where = page.evaluate(SMALLEST_TYPE)
    return [f"letters of {size} px, smallest allowed {floor}: {where}"] if size < floor - 0.01 else []


def sideways(page: Any) -> list[str]:
    out = page.evaluate(_STICKING_OUT)
    return [] if out is None else [f"scrolls sideways at {page.viewport_size['width']} px: {out}"]
