/* Every page: marks that scripts run, takes the focus to what needs mending, closes menus, guards against double sending. */
(function () {
  'use strict';
  var doc = document;
  doc.documentElement.classList.add('js');

  function focusFirst() {
    var summary = doc.querySelector('.error-summary');
    if (!summary) { return; }
    /* The place an address names (#course) must not take the focus back. */
    if (window.location.hash) { window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search); }
    summary.focus();
  }
  focusFirst();

  /* A form that saves itself was sent: its local copy is not needed any more. Except when this page came by the back button: then
     the sending may have failed for want of a network, and the copy is all there is. */
  (function () {
    try {
      var sent = window.sessionStorage.getItem('huiyin-sent'), how = window.performance.getEntriesByType('navigation')[0];
      window.sessionStorage.removeItem('huiyin-sent');
      if (sent && how && how.type === 'navigate') { window.localStorage.removeItem(sent); }
    } catch (error) { return; }
  })();

  doc.addEventListener('click', function (event) {
    doc.querySelectorAll('details.menu[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
    /* The skip link and the links of an error summary leave no mark in the address: forms and redirects would carry it on to
       the next page, where the focus would jump to it. */
    var jump = event.target.closest('.skip, .error-summary a[href^="#"]'), goal = jump && doc.getElementById(jump.hash.slice(1));
    if (goal) { event.preventDefault(); goal.focus(); }
    var printer = event.target.closest('[data-print]');
    if (printer) { event.preventDefault(); window.print(); }
    var copy = event.target.closest('[data-copy]');
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.getAttribute('data-copy')).then(function () { copy.textContent = '已复制'; });
    }
  });
  doc.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') { return; }
    doc.querySelectorAll('details.menu[open]').forEach(function (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  });

  /* A formal step pressed twice must not be sent twice; coming back with the back button frees the button again. */
  doc.addEventListener('submit', function (event) {
    var button = event.target.querySelector('[data-once]');
    if (!button || event.defaultPrevented) { return; }
    if (button.getAttribute('aria-busy') === 'true') { event.preventDefault(); return; }
    button.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', function () {
    doc.querySelectorAll('[data-once][aria-busy]').forEach(function (button) { button.removeAttribute('aria-busy'); });
  });

  /* Length of what is typed: <textarea data-count="id of the output">. */
  function count(area) {
    var out = doc.getElementById(area.getAttribute('data-count'));
    if (out) { out.textContent = Array.from(area.value.trim()).length + ' 字'; }
  }
  doc.querySelectorAll('[data-count]').forEach(count);
  doc.addEventListener('input', function (event) {
    if (event.target.hasAttribute && event.target.hasAttribute('data-count')) { count(event.target); }
  });

  /* A fragment may name the next focus: HX-Trigger: {"focus-on": "#id"}. */
  doc.addEventListener('focus-on', function (event) {
    var target = doc.querySelector(event.detail.value);
    if (target) { target.focus({ preventScroll: true }); }
  });
  /* A session that ended answers a fragment with 401: the whole page goes to sign in and comes back. */
  doc.addEventListener('htmx:responseError', function (event) {
    if (event.detail.xhr.status === 401) {
      window.location.href = '/signin/?next=' + encodeURIComponent(window.location.pathname + window.location.search);
    }
  });
})();
