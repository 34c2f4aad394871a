/* form[data-autosave="URL"]: what is typed is sent two seconds after the last key; without a network it stays on this machine
   and is sent, then removed, once the network is back. The bar [data-saved] says which. */
(function () {
  'use strict';
  function two(number) { return (number < 10 ? '0' : '') + number; }
  function clock() { var now = new Date(); return now.getHours() + ':' + two(now.getMinutes()); }

  function attach(form) {
    var url = form.getAttribute('data-autosave'), key = 'huiyin-draft:' + (form.getAttribute('data-draft') || url);
    var bar = document.querySelector('[data-saved]'), words = bar && bar.querySelector('[data-saved-text]');
    var timer = 0, running = false, again = false, dirty = false, sending = false;

    function say(text, bad) {
      if (!bar) { return; }
      words.textContent = text;
      bar.classList.toggle('is-off', !!bad);
    }
    function values() {
      var pairs = [];
      new FormData(form).forEach(function (value, name) {
        if (typeof value === 'string' && name !== 'csrfmiddlewaretoken') { pairs.push([name, value]); }
      });
      return pairs;
    }
    function keep() {
      try { window.localStorage.setItem(key, JSON.stringify(values())); return true; } catch (error) { return false; }
    }
    function kept() { try { return JSON.parse(window.localStorage.getItem(key) || 'null'); } catch (error) { return null; } }
    function drop() { try { window.localStorage.removeItem(key); } catch (error) { return; } }
    function offline() {
      if (keep()) { say('没网，已存在本机，联网后自动补存', true); } else { say('没网，这台设备也存不下，请先别关页面', true); }
    }
    function save() {
      if (sending) { return; }
      if (running) { again = true; return; }
      running = true; dirty = false;
      say('正在保存…');
      var body = new FormData();
      values().forEach(function (pair) { body.append(pair[0], pair[1]); });
      var token = form.querySelector('[name=csrfmiddlewaretoken]');
      fetch(url, { method: 'POST', body: body, credentials: 'same-origin', redirect: 'manual', headers: { 'X-CSRFToken': token ? token.value : '', 'X-Autosave': '1' } }).then(function (answer) {
        running = false;
        if (answer.ok) {
          drop();
          say('✓ ' + clock() + ' 已保存');
          return answer.headers.get('X-Draft-Version');
        }
        if (answer.status === 422) {
          drop();
          say('涉密内容没有保存，这台设备上也没有留。请走线下的涉密渠道', true);
          return null;
        }
        dirty = true;
        keep();
        if (answer.status === 409) { say('别人刚改过这份稿子。您写的已存在本机，刷新后可以对照着改', true); }
        else if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) { say('登录已过期。您写的已存在本机，重新登录后接着写', true); }
        else { say('这次没有存上，已存在本机，稍后自动再存', true); schedule(15000); }
        return null;
      }).then(function (version) {
        var field = form.querySelector('[name=version]');
        if (version && field) { field.value = version; }
        if (again) { again = false; save(); }
      }).catch(function () { running = false; dirty = true; offline(); schedule(15000); });
    }
    function schedule(wait) { window.clearTimeout(timer); timer = window.setTimeout(save, wait); }
    function restore() {
      var pairs = kept();
      if (!pairs) { return; }
      pairs.forEach(function (pair) {
        var control = form.elements[pair[0]];
        if (!control || pair[0] === 'version') { return; }
        if (control.length && !control.tagName) {
          Array.prototype.forEach.call(control, function (one) { if (one.value === pair[1]) { one.checked = true; } });
        } else if (control.type === 'checkbox') { control.checked = true; }
        else if (control.type !== 'file') { control.value = pair[1]; }
      });
      say('上次没网时写的内容已放回来，正在补存');
      schedule(200);
    }
    form.addEventListener('input', function (event) { if (event.target.type !== 'file') { dirty = true; schedule(2000); } });
    form.addEventListener('change', function (event) { if (event.target.type !== 'file') { dirty = true; schedule(600); } });
    /* Sent for good: the local copy would only come back as a ghost. page.js removes it once the server has answered. */
    form.addEventListener('submit', function () { sending = true; window.clearTimeout(timer); keep(); try { window.sessionStorage.setItem('huiyin-sent', key); } catch (error) { return; } });
    window.addEventListener('online', function () { if (dirty || kept()) { save(); } });
    window.addEventListener('offline', function () { if (dirty) { offline(); } });
    document.addEventListener('visibilitychange', function () { if (document.hidden && dirty) { window.clearTimeout(timer); save(); } });
    window.addEventListener('beforeunload', function (event) { if (dirty && !sending && !keep()) { event.preventDefault(); event.returnValue = ''; } });
    restore();
  }

  var forms = document.querySelectorAll('form[data-autosave]');
  Array.prototype.forEach.call(forms, attach);
})();
