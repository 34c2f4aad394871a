/* 大屏: the page is asked for again every minute, and stays as it is while the server does not answer. */
(function () {
  'use strict';
  function again() {
    fetch(window.location.href, { method: 'HEAD', credentials: 'same-origin', redirect: 'manual', cache: 'no-store' })
      .then(function (answer) { if (answer.ok) { window.location.reload(); } else { wait(); } }, wait);
  }
  function wait() { window.setTimeout(again, 60000); }
  wait();
}());
