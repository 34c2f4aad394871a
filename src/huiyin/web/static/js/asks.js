/* [data-asks]: 再加一条 copies the last box instead of asking the server, so that nothing on the page moves. */
(function () {
  'use strict';
  var list = document.querySelector('[data-asks]'), more = document.querySelector('[data-more]'), most = 20;
  if (!list || !more) { return; }
  more.addEventListener('click', function (event) {
    var rows = list.querySelectorAll('[data-ask]'), last = rows[rows.length - 1], from = rows.length, to = from + 1;
    event.preventDefault();
    if (from >= most) { return; }
    var row = last.cloneNode(true), box = row.querySelector('textarea'), label = row.querySelector('label');
    while (row.firstChild) { row.removeChild(row.firstChild); }
    label.textContent = label.textContent.replace(String(from), String(to));
    label.setAttribute('for', 'id_ask_' + to);
    box.id = 'id_ask_' + to;
    box.name = 'ask_' + to;
    box.value = '';
    box.removeAttribute('aria-describedby');
    box.removeAttribute('aria-invalid');
    var field = document.createElement('div');
    field.className = 'field';
    field.appendChild(label);
    field.appendChild(box);
    row.appendChild(field);
    list.appendChild(row);
    box.focus();
    more.hidden = to >= most;
  });
})();
