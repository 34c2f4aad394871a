/* [data-likes="URL"]: after the title has been typed, what was raised already about the same is fetched and shown below it. */
(function () {
  'use strict';
  var box = document.querySelector('[data-likes]'), form = document.getElementById('write-form'), timer = 0, asked = '';
  if (!box || !form) { return; }
  var title = form.elements.title, matter = form.elements.matter;
  function ask() {
    var said = title.value.trim();
    if (said.length < 6 || said === asked) { return; }
    asked = said;
    var body = new FormData();
    body.append('title', said);
    body.append('matter', matter.value.slice(0, 400));
    fetch(box.getAttribute('data-likes'), {
      method: 'POST', body: body, credentials: 'same-origin', redirect: 'manual',
      headers: { 'X-CSRFToken': form.querySelector('[name=csrfmiddlewaretoken]').value }
    }).then(function (answer) { return answer.ok ? answer.text() : ''; }).then(function (html) {
      if (title.value.trim() !== said) { return; }
      var read = new DOMParser().parseFromString(html, 'text/html').body;
      while (box.firstChild) { box.removeChild(box.firstChild); }
      while (read.firstChild) { box.appendChild(read.firstChild); }
      box.hidden = !html.trim();
    }).catch(function () { asked = ''; });
  }
  title.addEventListener('input', function () { window.clearTimeout(timer); timer = window.setTimeout(ask, 1200); });
  title.addEventListener('blur', ask);
})();
