/* Keys of the desk: J K move, Enter open, X tick, L and R the row's steps, / search, ? list, Esc closes.
   Silent while typing; can be switched off for good on this machine (WCAG 2.1.4). */
(function () {
  'use strict';
  var doc = document, OFF = 'huiyin-keys-off';

  function off() { try { return window.localStorage.getItem(OFF) === '1'; } catch (error) { return false; } }
  function rows() { return Array.prototype.slice.call(doc.querySelectorAll('.row')); }
  function current() { return doc.querySelector('.row.sel'); }
  function select(row) {
    var before = current();
    if (before) { before.classList.remove('sel'); before.removeAttribute('aria-current'); }
    row.classList.add('sel');
    row.setAttribute('aria-current', 'true');
  }
  function preview(link) {
    var pane = doc.getElementById('peek');
    if (!window.htmx || !pane || !pane.offsetWidth || !link.hasAttribute('hx-get')) { return false; }
    window.htmx.trigger(link, 'peek');
    return true;
  }
  function move(step) {
    var all = rows(), at = all.indexOf(current());
    if (!all.length) { return; }
    var next = all[Math.max(0, Math.min(all.length - 1, at + step))], link = next.querySelector('.t');
    select(next);
    link.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
    preview(link);
  }
  function follow(selector) {
    var place = doc.querySelector(selector);
    if (place) { place.click(); return true; }
    return false;
  }
  function help() {
    var box = doc.getElementById('keys');
    if (box && box.showModal && !box.open) { box.showModal(); }
  }

  doc.addEventListener('keydown', function (event) {
    var target = event.target, tag = target.tagName;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off()) { return; }
    if (tag === 'TEXTAREA' || tag === 'SELECT' || target.isContentEditable || (tag === 'INPUT' && target.type !== 'checkbox')) {
      if (event.key === 'Escape' && target.type === 'search') { target.blur(); }
      return;
    }
    if (doc.querySelector('dialog[open]')) { return; }
    var key = event.key.toLowerCase(), row = current(), used = true;
    if (key === 'j') { move(1); }
    else if (key === 'k') { move(-1); }
    else if (key === 'x' && row) { var box = row.querySelector('.ck input'); if (box) { box.click(); } }
    else if (key === 'enter' && row && (tag === 'BODY' || tag === 'MAIN')) { window.location.href = row.querySelector('.t').href; }
    else if (key === 'l') { used = follow('#peek [data-key="l"], main > :not(#peek) [data-key="l"]'); }
    else if (key === 'r') { used = follow('#peek [data-key="r"], main > :not(#peek) [data-key="r"]'); }
    else if (key === '/') { var find = doc.querySelector('[data-key="/"]'); if (find && find.offsetWidth) { find.focus(); } else { used = false; } }
    else if (key === '?' || key === '？') { help(); }
    else { used = false; }
    if (used) { event.preventDefault(); }
  });

  doc.addEventListener('click', function (event) {
    var link = event.target.closest('.row .t');
    /* A plain click shows the preview where there is one; a second click, Enter, or a click with Ctrl opens the file. */
    if (link && event.detail > 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      var row = link.closest('.row'), opens = row.classList.contains('sel');
      select(row);
      if (!opens && preview(link)) { event.preventDefault(); }
    }
    if (event.target.closest('[data-keys]')) { event.preventDefault(); help(); }
    var toggle = event.target.closest('[data-keys-off]');
    if (toggle) {
      try { window.localStorage.setItem(OFF, toggle.checked ? '1' : ''); } catch (error) { window.huiyinToast('这台电脑不让网页记设置，快捷键没有关掉。'); }
    }
  });
  doc.querySelectorAll('[data-keys-off]').forEach(function (toggle) { toggle.checked = off(); });
})();
