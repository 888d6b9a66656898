// The service number, typed on keys of the screen: no field that a browser could remember.

import {pinOpens, pinWait} from './config.js';
import {button, el, h1, mount} from './view.js';
import {t} from './words.js';

const LONGEST = 12;

/** Ask for the number; call `opened` when it is right. */
export function ask({opened, leave}) {
  let typed = '';
  const dots = el('p', {class: 'dots', 'aria-hidden': 'true'});
  const said = el('p', {class: 'said', role: 'status'});

  function show() {
    dots.textContent = '●'.repeat(typed.length) || ' ';
    dots.setAttribute('data-length', typed.length);
  }
  function press(digit) {
    if (typed.length < LONGEST) typed += digit;
    said.textContent = t('digits', {number: typed.length});
    show();
  }
  function back() {
    typed = typed.slice(0, -1);
    show();
  }
  async function enter() {
    const given = typed;
    typed = '';
    show();
    const shut = await pinWait();
    if (shut) said.textContent = t('pin-wait', {number: Math.ceil(shut / 1000)});
    else if (await pinOpens(given)) {
      document.removeEventListener('keydown', keyed);
      opened();
    } else said.textContent = t('pin-wrong');
  }
  function keyed(event) {
    if (!dots.isConnected) return document.removeEventListener('keydown', keyed);
    if (/^[0-9]$/.test(event.key)) press(event.key);
    else if (event.key === 'Backspace') back();
    else if (event.key === 'Enter' && event.target.tagName !== 'BUTTON') enter();
  }

  const pad = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => button(String(digit), () => press(String(digit)), {class: 'button digit'}));
  const last = [
    button('⌫', back, {class: 'button digit', 'aria-label': t('erase')}), button('0', () => press('0'), {class: 'button digit'}),
    button(t('enter'), enter, {class: 'button digit go'}),
  ];
  show();
  mount({
    kind: 'pin', title: t('pin'), parts: [el('main', null,
      h1(t('pin')), dots, said, el('div', {class: 'pad'}, pad, last),
      button(t('close'), leave, {class: 'button light'}))],
  });
  document.addEventListener('keydown', keyed);
}
