/* One notice at a time, ten seconds, longer while it has the focus or the pointer; in large type until it is closed. */
(function () {
  'use strict';
  var box = document.getElementById('toasts');
  if (!box) { return; }
  var timer = 0;

  function start(toast) {
    window.clearTimeout(timer);
    if (document.documentElement.classList.contains('elder')) { return; }
    timer = window.setTimeout(function () {
      if (toast.contains(document.activeElement)) { start(toast); } else { toast.remove(); }
    }, 10000);
  }
  function watch() {
    var all = box.querySelectorAll('[data-toast]');
    for (var i = 0; i < all.length - 1; i += 1) { all[i].remove(); }
    if (all.length) { start(all[all.length - 1]); }
  }
  box.addEventListener('click', function (event) {
    if (event.target.closest('[data-close]')) { event.target.closest('[data-toast]').remove(); }
  });
  box.addEventListener('mouseover', function () { window.clearTimeout(timer); });
  box.addEventListener('mouseout', function () { var toast = box.querySelector('[data-toast]'); if (toast) { start(toast); } });
  new MutationObserver(watch).observe(box, { childList: true });
  watch();

  /* For scripts of ours: window.huiyinToast('…') */
  window.huiyinToast = function (text) {
    var toast = document.createElement('div'), words = document.createElement('span'), close = document.createElement('button');
    toast.className = 'toast'; toast.setAttribute('data-toast', ''); words.textContent = text;
    close.type = 'button'; close.className = 'x'; close.setAttribute('data-close', ''); close.setAttribute('aria-label', '关闭提示'); close.textContent = '✕';
    toast.appendChild(words); toast.appendChild(close); box.appendChild(toast);
  };
})();
