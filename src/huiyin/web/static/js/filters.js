/* Filters send themselves when changed (their button is only for pages without scripts), and remember nothing. */
(function () {
  'use strict';
  document.addEventListener('change', function (event) {
    var form = event.target.closest('form[data-auto]');
    if (!form || event.target.type === 'search' || event.target.type === 'text') { return; }
    /* Empty fields would only make the address longer. */
    form.querySelectorAll('select, input').forEach(function (control) { if (control.value === '') { control.disabled = true; } });
    form.submit();
  });
  /* The back button may show the page with its fields still switched off. */
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-auto] :disabled').forEach(function (control) { control.disabled = false; });
  });

  /* Batch bar: shows itself once a row is ticked and says how many. */
  function batch() {
    var bar = document.querySelector('.batch');
    if (!bar) { return; }
    var ticked = document.querySelectorAll('.row .ck input:checked').length, out = bar.querySelector('[data-ticked]');
    bar.classList.toggle('any', ticked > 0);
    if (out) { out.textContent = '已选 ' + ticked + ' 件'; }
  }
  document.addEventListener('change', function (event) { if (event.target.closest('.ck')) { batch(); } });
  document.addEventListener('click', function (event) {
    if (!event.target.closest('[data-untick]')) { return; }
    document.querySelectorAll('.row .ck input:checked').forEach(function (box) { box.checked = false; });
    batch();
  });
  batch();
})();
