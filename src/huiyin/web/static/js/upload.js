/* form[data-upload] with a file: shows how far the sending is, so nobody presses twice. Without scripts the form just sends. */
(function () {
  'use strict';
  function words(seconds) { return seconds < 60 ? '还要约 ' + Math.max(1, Math.round(seconds)) + ' 秒' : '还要约 ' + Math.round(seconds / 60) + ' 分钟'; }
  function size(bytes) { return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + ' KB' : (bytes / 1048576).toFixed(1) + ' MB'; }

  document.addEventListener('change', function (event) {
    var input = event.target, limit = Number(input.getAttribute && input.getAttribute('data-limit'));
    if (input.type !== 'file' || !limit || !input.files.length) { return; }
    var file = input.files[0], field = input.closest('.field'), old = field.querySelector('[data-too-big]');
    if (old) { old.remove(); }
    if (file.size > limit) {
      var note = document.createElement('p');
      note.className = 'err'; note.setAttribute('data-too-big', ''); note.setAttribute('role', 'alert');
      note.textContent = '“' + file.name + '”有 ' + size(file.size) + '，最多能传 ' + size(limit) + '。请压缩或分成几份再选，其他内容都还在。';
      field.insertBefore(note, input);
      input.value = '';
    }
  });

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.hasAttribute('data-upload') || event.defaultPrevented) { return; }
    var files = Array.prototype.some.call(form.querySelectorAll('input[type=file]'), function (input) { return input.files.length > 0; });
    if (!files) { return; }
    event.preventDefault();
    /* getAttribute: a field called “action” would shadow form.action. */
    var address = new URL(form.getAttribute('action') || window.location.href, window.location.href).href;
    var data = new FormData(form), request = new XMLHttpRequest(), began = Date.now();
    if (event.submitter && event.submitter.name) { data.append(event.submitter.name, event.submitter.value); }
    var box = document.createElement('div'), line = document.createElement('p'), text = document.createElement('span'), share = document.createElement('span'), meter = document.createElement('progress');
    box.className = 'job'; box.setAttribute('role', 'status'); meter.max = 100; meter.value = 0; meter.setAttribute('aria-label', '上传进度'); text.textContent = '正在上传…'; share.className = 'num';
    line.appendChild(text); line.appendChild(share); box.appendChild(line); box.appendChild(meter);
    form.appendChild(box);
    function warn(leaving) { leaving.preventDefault(); leaving.returnValue = ''; }
    function stop(message) { window.removeEventListener('beforeunload', warn); text.textContent = message; share.textContent = ''; meter.remove(); form.querySelectorAll('[data-once]').forEach(function (button) { button.removeAttribute('aria-busy'); }); }
    window.addEventListener('beforeunload', warn);
    request.upload.onprogress = function (step) {
      if (!step.lengthComputable) { return; }
      var part = step.loaded / step.total;
      meter.value = part * 100;
      share.textContent = Math.floor(part * 100) + '%';
      text.textContent = part < 1 ? words((Date.now() - began) / 1000 / Math.max(part, 0.01) * (1 - part)) + '，请不要关页面' : '已传完，正在检查文件…';
    };
    request.onload = function () {
      window.removeEventListener('beforeunload', warn);
      /* The answer is a page: the next one (after a redirect) or this form with what to mend. It is shown as it came, because
         asking for it again would lose the notice it carries. */
      if (request.responseURL) { window.history.replaceState(null, '', request.responseURL); }
      document.open();
      document.write(request.responseText);
      document.close();
    };
    request.onerror = function () { stop('网断了，文件没有传上去。填的内容都还在，联网后再按一次。'); window.setTimeout(function () { box.remove(); }, 12000); };
    request.open('POST', address);
    request.send(data);
  });
})();
