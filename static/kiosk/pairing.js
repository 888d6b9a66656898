// Becoming one of the office's tablets: this screen shows a code, a manager types it and sees the same four digits;
// or the tablet brings an invitation, in its address or typed, and is paired at once.

import {standing} from './answers.js';
import * as device from './device.js';
import {keepAll} from './store.js';
import {button, el, h1, mount} from './view.js';
import {ask, publicKey, Refused} from './wire.js';
import {names, speak, spoken, t, version} from './words.js';

const AGAIN_S = 10;
const LONGEST = 100;
const NOT_INVITED = {InvitationUsedError: 'invited-used', InvitationOverError: 'invited-over'};

let does = null;
let timer = 0;
let now = {};
// How often asking began anew: a reply to what was asked before that changes nothing on the screen.
let attempt = 0;

/** Show the screen; `deeds` has paired and strip, `why` is what ended the pairing before. */
export async function begin(deeds, why = null) {
  does = deeds;
  attempt += 1;
  const left = why ? (await standing()).queue : 0;
  const invitation = carried();
  now = {why, step: 'asking', invitation, left, refused: invitation || why ? null : history.state?.refused};
  draw(true);
  await request();
}

export function end() {
  does = null;
  clearTimeout(timer);
}

const carried = () => location.hash.slice(1, LONGEST) || null;

// The server has decided about the invitation: it is good once only, so nothing of it stays in the address. Why it was
// refused stays with the tab: a page that is loaded anew by itself must not take the words away.
function spent(refused = null) {
  now.invitation = null;
  if (location.hash || history.state?.refused !== refused) {
    history.replaceState(refused && {refused}, '', location.pathname + location.search);
  }
}

function bring(invitation) {
  clearTimeout(timer);
  attempt += 1;
  turn({step: 'asking', invitation, refused: null});
  request();
}

function later(work, seconds) {
  clearTimeout(timer);
  if (does) timer = setTimeout(work, seconds * 1000);
}

function turn(changes) {
  if (!does) return;
  Object.assign(now, changes);
  draw(false);
}

async function request() {
  if (!does) return;
  const own = attempt;
  const {invitation} = now;
  try {
    const told = {public_key: await publicKey(), app_version: version, persistent: device.persisted};
    if (invitation) told.invitation = invitation;
    const {data} = await ask('POST', '/kiosk/api/pair', told);
    if (data.state === 'paired') return await accept(data.device);
    if (own !== attempt) return;
    if (invitation) spent();
    turn({step: 'code', given: data});
    later(poll, data.interval);
  } catch (error) {
    if (own !== attempt) return;
    if (invitation && error instanceof Refused) {
      const refused = NOT_INVITED[error.kind] ?? 'invited-wrong';
      spent(refused);
      turn({refused});
      return request();
    }
    turn({step: error instanceof Refused && error.status !== 429 ? 'refused' : 'silence'});
    later(request, error.wait ?? AGAIN_S);
  }
}

async function poll() {
  if (!does) return;
  const own = attempt;
  try {
    const {data} = await ask('POST', '/kiosk/api/pair/poll', {});
    if (data.state === 'paired') return await accept(data.device);
    if (own !== attempt) return;
    if (data.state !== 'pending') return turn({step: data.state});
  } catch (error) {
    if (own !== attempt) return;
    if (error instanceof Refused && error.status !== 429) return turn({step: 'expired'});
    return later(poll, error.wait ?? now.given.interval);
  }
  later(poll, now.given.interval);
}

async function accept(code) {
  await keepAll({device: {code}});
  // Two replies may both say so: that of an invitation, and that of a manager who was as quick.
  if (!does) return;
  const {paired} = does;
  spent();
  end();
  await paired();
}

function again() {
  attempt += 1;
  spent();
  turn({step: 'asking', refused: null});
  request();
}

function parts() {
  const {user_code: code, check, address, picture} = now.given;
  return el('div', {class: 'pair'},
    el('ol', null,
      el('li', null, t('pair-open'), ' ', el('span', {class: 'address'}, address.replace(/^https?:\/\/|\?.*$/g, ''))),
      el('li', null, t('pair-type'), el('p', {class: 'user-code'}, code)),
      el('li', null, t('pair-check'), el('p', {class: 'check'}, check))),
    el('figure', null, el('img', {src: picture, alt: t('pair-picture'), width: 240, height: 240}),
      el('figcaption', null, t('pair-scan'))));
}

function invite() {
  const field = el('input', {
    id: 'invitation', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: 20, required: true,
  });
  const form = el('form', {class: 'invite'},
    el('label', {for: 'invitation'}, t('invited')), field, el('button', {class: 'button light'}, t('invited-use')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    bring(field.value);
  });
  return form;
}

function body() {
  if (now.step === 'code') return [parts(), el('p', {class: 'quiet'}, t('pair-wait')), invite()];
  if (now.step === 'asking') return [el('p', {class: 'quiet', role: 'status'}, t('pair-asking'))];
  if (now.step === 'silence') return [el('p', {class: 'note', role: 'status'}, t('pair-silence'))];
  const words = now.step === 'refused' ? 'pair-refused' : 'pair-expired';
  return [el('p', {class: 'note', role: 'status'}, t(words)), button(t('pair-again'), again)];
}

function safety() {
  if (device.persisted) return el('p', {class: 'kept'}, t('storage-safe'));
  const words = el('p', {class: 'quiet', role: 'status'}, t('storage-why'));
  const asked = async () => {
    const safe = await device.persist();
    if (safe) turn({});
    else words.textContent = t('storage-not');
  };
  return el('div', {class: 'safety'}, words, button(t('storage-ask'), asked, {class: 'button light'}));
}

function draw(focus) {
  const choices = Object.entries(names()).map(([code, name]) => el('button', {
    type: 'button', lang: code, 'aria-pressed': String(code === spoken()), tap: () => {
      speak(code);
      draw(true);
    },
  }, name));
  const head = el('header', null, el('p', {class: 'place'}, el('strong', null, t('product'))),
    el('div', {class: 'tools'}, el('div', {role: 'group', class: 'languages', 'aria-label': t('language')}, choices)));
  const refused = now.refused ? el('p', {class: 'note', role: 'alert'}, t(now.refused)) : null;
  const lost = now.why ? el('p', {class: 'note'}, t('withdrawn', {number: now.left})) : null;
  mount({
    kind: 'pairing', title: t('pair'), focus,
    parts: [head, el('main', null, h1(t('pair')), lost, refused, body(), safety()), does.strip()],
  });
}

// The link was opened on a tablet that shows this screen already.
addEventListener('hashchange', () => does && carried() && bring(carried()));
