/* Only the part of the form that belongs to the chosen way is shown; without scripts both are there. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-handover]');
  if (!form) { return; }
  function show() {
    var chosen = form.querySelector('input[name=way]:checked');
    form.querySelectorAll('[data-way]').forEach(function (part) {
      part.hidden = !!chosen && part.getAttribute('data-way') !== chosen.value;
    });
  }
  form.addEventListener('change', show);
  window.addEventListener('pageshow', show);
  show();
})();
