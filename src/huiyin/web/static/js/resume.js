/* [data-uploads="URL"]: files are sent in pieces (tus 1.0.0) while the page stays usable. A cut connection is waited for and the
   file goes on where it stopped, also after a reload when it is chosen again: the server knows it by name, size and CRC-32. Photos
   are sent as they are. Verbs go as POST with an override, because gateways of offices let no PATCH through. */
(function () {
  'use strict';
  var LEAST = 65536, MOST = 1048576, SECONDS = 3, table = [];
  for (var n = 0; n < 256; n += 1) { var c = n; for (var k = 0; k < 8; k += 1) { c = c & 1 ? 0xEDB88320 ^ (c >>> 1) : c >>> 1; } table[n] = c >>> 0; }
  function size(bytes) { return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + ' KB' : (bytes / 1048576).toFixed(1) + ' MB'; }
  function left(seconds) { return seconds < 60 ? '还要约 ' + Math.max(1, Math.round(seconds)) + ' 秒。' : '还要约 ' + Math.round(seconds / 60) + ' 分钟。'; }
  function base64(text) {
    try { return window.btoa(unescape(encodeURIComponent(text))); } catch (error) { return base64(text.replace(/[\ud800-\udfff]/g, '_')); }
  }
  function make(tag, name, text) { var one = document.createElement(tag); one.className = name || ''; one.textContent = text || ''; return one; }
  function button(text, name) { var one = make('button', 'btn ghost', text); one.type = 'button'; one.setAttribute('aria-label', text + '“' + name + '”'); return one; }

  function attach(box) {
    var url = box.getAttribute('data-uploads'), limit = Number(box.getAttribute('data-limit')), queue = [], current = null;
    var list = box.querySelector('[data-files]'), said = box.querySelector('[data-said]'), done = box.querySelector('[data-done]');
    var form = box.closest('form'), token = form.querySelector('[name=csrfmiddlewaretoken]').value;

    function send(item, verb, to, headers, body, then) {
      var request = new XMLHttpRequest();
      item.request = request;
      request.open(verb === 'GET' || verb === 'POST' ? verb : 'POST', to);
      if (verb === 'PATCH' || verb === 'DELETE') { request.setRequestHeader('X-HTTP-Method-Override', verb); }
      headers['Tus-Resumable'] = '1.0.0'; headers['X-CSRFToken'] = token;
      Object.keys(headers).forEach(function (name) { request.setRequestHeader(name, headers[name]); });
      request.upload.onprogress = function (step) { if (verb === 'PATCH') { show(item, item.offset + Math.min(step.loaded, item.piece)); } };
      request.onload = function () { item.request = null; if (!item.gone) { then(request); } };
      request.onerror = request.ontimeout = function () { item.request = null; if (!item.gone) { (item.lost || again)(item); } };
      request.timeout = 120000;
      request.send(body);
    }
    function sentence(request) { try { return JSON.parse(request.responseText).sentence || ''; } catch (error) { return ''; } }

    /* What a person sees of one file. */
    function row(file) {
      var item = { file: file, li: make('li', 'file'), offset: 0, piece: LEAST * 2, wait: 1000, since: 0, from: 0, crc: '' }, head = make('div');
      item.share = make('span', 'mute num'); item.words = make('p', 'mute', '排队等着传。'); item.bar = make('progress'); item.stop = button('取消', file.name);
      item.bar.max = file.size || 1; item.bar.value = 0; item.bar.setAttribute('aria-label', '上传“' + file.name + '”');
      head.appendChild(make('span', '', file.name)); head.appendChild(item.share);
      [head, item.bar, item.words, item.stop].forEach(function (part) { item.li.appendChild(part); });
      item.stop.onclick = function () { cancel(item); };
      list.appendChild(item.li);
      return item;
    }
    function show(item, sent) {
      var seconds = (Date.now() - item.since) / 1000, rate = (sent - item.from) / Math.max(seconds, 0.1);
      item.bar.value = sent;
      item.share.textContent = Math.floor(sent / item.file.size * 100) + '%';
      item.words.textContent = sent >= item.file.size ? '已传完，正在检查文件…' : (rate > 0 && seconds > 1 ? left((item.file.size - sent) / rate) : '正在传。') + '可以接着写，断网会自动续传。';
    }
    function end(item) { item.ended = true; if (current === item) { current = null; window.setTimeout(next, 0); } }
    function fail(item, words) {
      item.bar.remove(); item.share.textContent = '';
      item.words.className = 'err'; item.words.textContent = words;
      item.stop.textContent = '知道了'; item.stop.onclick = function () { item.li.remove(); };
      said.textContent = '“' + item.file.name + '”没有传上去。' + words;
      end(item);
    }
    function arrived(item, file) {
      var li = done.content.firstElementChild.cloneNode(true), link = li.querySelector('a'), off = li.querySelector('[data-remove]');
      link.href = file.url; link.appendChild(document.createTextNode(file.name));
      off.setAttribute('data-remove', file.remove_url); off.setAttribute('aria-label', '去掉“' + file.name + '”');
      if (item.li.contains(document.activeElement)) { window.setTimeout(function () { off.focus(); }, 0); }
      list.replaceChild(li, item.li);
      said.textContent = '“' + file.name + '”已传好。';
      end(item);
    }
    function cancel(item) {
      item.gone = true;
      if (item.request) { item.request.abort(); }
      window.clearTimeout(item.timer);
      queue = queue.filter(function (one) { return one !== item; });
      if (item.url) { send({ gone: true }, 'DELETE', item.url, {}, null, function () {}); }
      item.li.remove();
      said.textContent = '已取消“' + item.file.name + '”。';
      end(item);
    }

    /* The way of one file: its CRC-32, its announcement, its pieces, what became of it. */
    function next() {
      if (current || !queue.length) { return; }
      current = queue.shift();
      digest(current, 0, 0xFFFFFFFF);
    }
    function digest(item, at, state) {
      if (item.gone) { return; }
      if (at >= item.file.size) { item.crc = ('0000000' + ((state ^ 0xFFFFFFFF) >>> 0).toString(16)).slice(-8); announce(item); return; }
      item.words.textContent = '正在准备…';
      item.file.slice(at, at + MOST).arrayBuffer().then(function (buffer) {
        var bytes = new Uint8Array(buffer), crc = state;
        for (var i = 0; i < bytes.length; i += 1) { crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8); }
        digest(item, at + bytes.length, crc);
      }, function () { unreadable(item); });
    }
    function announce(item) {
      item.retry = announce;
      var about = 'name ' + base64(item.file.name) + ',crc32 ' + base64(item.crc);
      send(item, 'POST', url, { 'Upload-Length': String(item.file.size), 'Upload-Metadata': about }, null, function (answer) {
        if (answer.status !== 201 && answer.status !== 200) { judge(item, answer); return; }
        item.url = answer.getResponseHeader('Location');
        if (!item.url) { signedOut(item); return; }
        var halted = list.querySelector('[data-halted="' + item.url + '"]');
        if (halted) { halted.remove(); }
        begin(item, Number(answer.getResponseHeader('Upload-Offset')));
      });
    }
    function begin(item, offset) { item.retry = ask; item.offset = offset; item.from = offset; item.since = Date.now(); show(item, offset); step(item); }
    function step(item) {
      item.file.slice(item.offset, item.offset + item.piece).arrayBuffer().then(function (piece) { if (!item.gone) { bring(item, piece); } }, function () { unreadable(item); });
    }
    function bring(item, piece) {
      var began = Date.now();
      send(item, 'PATCH', item.url, { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(item.offset) }, piece, function (answer) {
        if (answer.status !== 204) { judge(item, answer); return; }
        item.offset = Number(answer.getResponseHeader('Upload-Offset'));
        item.wait = 1000;
        /* A piece takes about three seconds: little is lost when the connection is cut, and nobody else is kept waiting. */
        item.piece = Math.max(LEAST, Math.min(MOST, Math.round(piece.byteLength / Math.max(Date.now() - began, 50) * 1000 * SECONDS)));
        show(item, item.offset);
        if (item.offset < item.file.size) { step(item); } else { ask(item); }
      });
    }
    function ask(item) {
      send(item, 'GET', item.url, {}, null, function (answer) {
        var told = null;
        if (answer.status !== 200) { judge(item, answer); return; }
        if (!answer.getResponseHeader('Tus-Resumable')) { signedOut(item); return; }
        try { told = JSON.parse(answer.responseText); } catch (error) { again(item); return; }
        if (told.file) { arrived(item, told.file); } else if (told.sentence) { fail(item, told.sentence); } else { begin(item, Number(answer.getResponseHeader('Upload-Offset'))); }
      });
    }
    function judge(item, answer) {
      if (answer.status === 409) { ask(item); }
      else if (answer.status === 404 && item.url && !item.anew) { item.anew = true; item.url = ''; announce(item); }
      else if (answer.status >= 500 && answer.status !== 507 || answer.status === 423 || answer.status === 460) { again(item); }
      else if (answer.status === 200) { signedOut(item); }
      else { fail(item, sentence(answer) || '没有传上去，请刷新这一页再试。'); }
    }
    function unreadable(item) { if (!item.gone) { fail(item, '这个文件读不出来，可能已经被移走或改过。请重新选一次。'); } }
    function signedOut(item) { fail(item, '登录已过期。请重新登录，再选这个文件，会从断开的地方接着传。'); }
    function again(item) {
      var share = Math.floor(item.offset / item.file.size * 100);
      item.piece = Math.max(LEAST, Math.round(item.piece / 2));
      item.words.textContent = (navigator.onLine ? '连接断了，' : '现在没有网，') + '已传 ' + share + '%，会自动接着传。可以接着写。';
      item.timer = window.setTimeout(function () { item.timer = 0; item.retry(item); }, item.wait);
      item.wait = Math.min(30000, item.wait * 2);
    }
    window.addEventListener('online', function () {
      if (current && current.timer) { window.clearTimeout(current.timer); current.timer = 0; current.wait = 1000; current.retry(current); }
    });
    window.addEventListener('beforeunload', function (event) { if (current || queue.length) { event.preventDefault(); event.returnValue = ''; } });

    box.addEventListener('change', function (event) {
      if (event.target.type !== 'file') { return; }
      Array.prototype.forEach.call(event.target.files, function (file) {
        var item = row(file);
        if (!file.size) { fail(item, '这个文件是空的。请检查原文件能不能打开，再重新选择。'); }
        else if (file.size > limit) { fail(item, '这个文件 ' + size(file.size) + '，最多能传 ' + size(limit) + '。请压缩图片、分成几个文件，或另存为更小的 PDF。'); }
        else { queue.push(item); }
      });
      event.target.value = '';
      next();
    });
    box.addEventListener('click', function (event) {
      var one = event.target.closest('[data-remove], [data-halted-off]'), li = one && one.closest('li');
      if (!one) { return; }
      event.preventDefault();
      var to = one.getAttribute('data-remove') || one.getAttribute('data-halted-off'), verb = one.hasAttribute('data-remove') ? 'POST' : 'DELETE';
      one.setAttribute('aria-busy', 'true');
      send({ lost: function () { one.removeAttribute('aria-busy'); said.textContent = '现在没有网，没有去掉。'; } }, verb, to, {}, null, function (answer) {
        one.removeAttribute('aria-busy');
        if (answer.status < 300 || answer.status === 404) { li.remove(); said.textContent = '已去掉。'; box.querySelector('input[type=file]').focus(); }
        else { said.className = 'err'; said.textContent = sentence(answer) || '没有去掉，请刷新这一页再试。'; }
      });
    });
  }
  Array.prototype.forEach.call(document.querySelectorAll('[data-uploads]'), attach);
})();
