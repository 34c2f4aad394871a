/* 哪里不满意 shows itself when it is asked for; without scripts it is always there. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-evaluate]'), part = form && form.querySelector('[data-unsatisfied]');
  if (!part) { return; }
  function show() {
    part.hidden = !form.querySelector('.rate input[value=unsatisfied]:checked') && !part.querySelector('.bad') && !filled();
  }
  function filled() {
    var text = part.querySelector('textarea');
    return !!part.querySelector('input:checked') || !!(text && text.value.trim());
  }
  form.addEventListener('change', show);
  window.addEventListener('pageshow', show);
  show();
})();
