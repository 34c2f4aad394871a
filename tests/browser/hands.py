"""Hands on the keyboard and nowhere else: presses and types, and looks each time where the focus is and whether it shows."""

from __future__ import annotations

from typing import Any

# What has the focus: what it is called, whether a ring is drawn on it or on what holds it, whether any of it can be seen
# (not under a sticky bar, not outside the window).
_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return { what: 'body', words: '', ring: true, seen: true };
  const drawn = (one, part) => { const s = getComputedStyle(one, part);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; };
  const next = e.nextElementSibling, after = next && getComputedStyle(next, '::after');
  const ring = drawn(e) || !!(e.closest('.find') && drawn(e.closest('.find')))
    || !!(after && after.content !== 'none' && parseFloat(after.borderTopWidth) >= 3);
  const box = e.getBoundingClientRect(), seen = [];
  for (const x of [.1, .5, .9]) for (const y of [.1, .5, .9]) {
    const at = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    if (at && (e.contains(at) || at.contains(e) && at !== document.body && at !== document.documentElement
        || e.closest('label') && e.closest('label').contains(at))) seen.push(1);
  }
  const label = e.labels && e.labels.length ? e.labels[0].textContent : '';
  const words = (e.getAttribute('aria-label') || label || e.textContent || e.value || '').trim().replace(/\\s+/g, ' ');
  return { what: e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className ? '.' + e.className : ''),
    words: words.slice(0, 60), ring: ring || e.matches('main, h1'), seen: seen.length > 0 };
}"""


class Hands:
    def __init__(self, page: Any) -> None:
        self.page = page

    @property
    def focus(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(_FOCUS)
        return found

    def press(self, *keys: str) -> Hands:
        for key in keys:
            self.page.keyboard.press(key)
            self.check()
        return self

    def check(self) -> None:
        focus = self.focus
        assert focus["ring"], f"no focus ring on {focus} of {self.page.url}"
        assert focus["seen"], f"the focus is out of sight on {focus} of {self.page.url}"

    def opens(self, key: str = "Enter", into: str = "**") -> Hands:
        """Press a key that leads to another page."""
        with self.page.expect_navigation(url=into):
            self.page.keyboard.press(key)
        return self

    def tab_to(self, words: str = "", what: str = "", key: str = "Tab", most: int = 90) -> Hands:
        """Tab until the focus is on what is called `words` (or is `what`: tag#id.class)."""
        been = []
        for _ in range(most):
            self.page.keyboard.press(key)
            self.check()
            focus = self.focus
            if words in focus["words"] and what in focus["what"] and focus["what"] != "body":
                return self
            been.append(focus["words"] or focus["what"])
        raise AssertionError(f"no way to {words or what} by {key} on {self.page.url}: {been}")

    def back_to(self, words: str = "", what: str = "") -> Hands:
        return self.tab_to(words, what, key="Shift+Tab")

    def type(self, text: str) -> Hands:
        self.page.keyboard.type(text)
        return self

    def rewrite(self, text: str) -> Hands:
        self.page.keyboard.press("ControlOrMeta+A")
        return self.type(text)

    def skip_to_main(self) -> Hands:
        """The skip link is the first stop of every page; behind it the focus is in the middle of things."""
        self.press("Tab")
        assert self.focus["what"] == "a.skip", f"the skip link comes first, not {self.focus} of {self.page.url}"
        self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "main"
        return self

    def shows(self, words: str) -> None:
        assert words in self.page.inner_text("body"), f"{words!r} is not on {self.page.url}"
