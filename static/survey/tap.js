// Keeps the first tap at once and sends the form without a reload. Nothing here is needed: the form works alone.
// Written for browsers of 2015. A control may be called "submit" or "action", so the form is asked by attributes.
(function (d, w) {
  'use strict';
  var busy, flying, kept, tries = 0;
  function code(name, value) {
    return encodeURIComponent(name) + '=' + encodeURIComponent(value);
  }
  function form() {
    return d.querySelector('form[data-sending]');
  }
  function post(data, done) {
    var r = new XMLHttpRequest();
    r.open('POST', w.location.href);
    r.responseType = 'document';
    r.timeout = 15000;
    r.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    r.onloadend = function () {
      done(r.status, r.response);
    };
    r.send(data);
  }
  // One tap at a time: an earlier choice must never arrive after a later one.
  function tap() {
    var f = form(), x = f && f.querySelector('[name=overall]:checked'), v = x && x.value, data;
    if (!v || v === kept || flying || busy) return;
    flying = 1;
    data = 'partial=1&' + code('ticket', f.querySelector('[name=ticket]').value) + '&' + code('overall', v);
    function done(status) {
      flying = 0;
      if (status === 204) {
        kept = v;
        tries = 0;
        f.querySelector('.state').textContent = f.getAttribute('data-kept');
        tap();
      } else if ((!status || status > 499) && ++tries < 6) setTimeout(tap, 2000 * tries);
    }
    if (w.fetch)
      w.fetch(w.location.href, {
        method: 'POST', keepalive: true, body: data,
        headers: {'Content-Type': 'application/x-www-form-urlencoded'}
      }).then(function (a) { done(a.status); }, function () { done(0); });
    else post(data, done);
  }
  function follow() {
    var all = d.querySelectorAll('[data-if]'), i, x;
    for (i = 0; i < all.length; i++) {
      x = d.querySelector('[name="' + all[i].getAttribute('data-if') + '"]:checked');
      all[i].hidden = !x || all[i].getAttribute('data-in').indexOf(x.value) < 0;
    }
  }
  function label(f, words) {
    for (var all = f.querySelectorAll('.button'), i = 0; i < all.length; i++)
      all[i].textContent = f.getAttribute('data-' + words);
  }
  function show(page) {
    var h;
    d.documentElement.replaceChild(d.adoptNode(page.body), d.body);
    d.title = page.title;
    busy = kept = 0;
    follow();
    w.scrollTo(0, 0);
    h = d.querySelector('[autofocus]') || d.querySelector('h1');
    h.tabIndex = -1;
    h.focus();
  }
  function send(f, data, turn) {
    post(data, function (status, page) {
      if ((status === 200 || status === 400) && page && page.querySelector('main')) show(page);
      else if (status && status < 500) HTMLFormElement.prototype.submit.call(f);
      else if (turn < 5) setTimeout(function () { send(f, data, turn + 1); }, 1000 << turn);
      else {
        busy = 0;
        label(f, 'failed');
        // With a network and without an answer, the browser may know better than this script.
        if (w.navigator.onLine !== false) f.removeAttribute('data-sending');
      }
    });
  }
  d.addEventListener('change', function (e) {
    follow();
    if (e.target.name === 'overall') tap();
  });
  d.addEventListener('submit', function (e) {
    var f = e.target, all, i, x, data = [];
    if (f !== form()) return;
    if (!busy) {
      try {
        for (all = f.querySelectorAll('[name]'), i = 0; i < all.length; i++) {
          x = all[i];
          if (x.checked || !/^(radio|checkbox)$/.test(x.type)) data.push(code(x.name, x.value));
        }
      } catch (broken) {
        return; // half a character cannot be encoded here
      }
      busy = 1;
      label(f, 'sending');
      send(f, data.join('&'), 0);
    }
    e.preventDefault();
  });
  follow();
})(document, window);
