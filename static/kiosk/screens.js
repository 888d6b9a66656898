// The screens a citizen sees. Each is told what to show and whom to call; none remembers anything.

import {config, deskCode, ZONE_MS} from './config.js';
import {player} from './sound.js';
import {button, code, drawn, el, face, h1, mount, ring} from './view.js';
import {say, spoken, t} from './words.js';

/** Give the office's hours and minutes of a moment, wherever the tablet believes to be. */
export const clockTime = (ms) => new Date(ms + ZONE_MS).toISOString().slice(11, 16);

function languages(call) {
  if (config.languages.length < 2) return null;
  const choices = config.languages.map((one) =>
    el('button', {
      type: 'button', lang: one.code, 'aria-pressed': String(one.code === spoken()), tap: () => call.language(one.code),
    }, one.name));
  return el('div', {role: 'group', class: 'languages', 'aria-label': t('language')}, choices);
}

function head(call) {
  const {unit, title: place} = config.place;
  const contrast = el('button', {
    type: 'button', class: 'contrast', 'aria-pressed': String(document.documentElement.dataset.contrast === 'high'),
    tap: call.contrast,
  }, drawn('svg', {viewBox: '0 0 24 24', 'aria-hidden': 'true'},
    drawn('circle', {cx: 12, cy: 12, r: 9}), drawn('path', {d: 'M12 3a9 9 0 0 1 0 18z'})), el('span', null, t('contrast')));
  return el('header', null,
    el('p', {class: 'place'}, el('small', null, t('rating')), ' ', el('strong', null, place), ' ',
      place === unit ? null : el('span', null, unit)),
    el('div', {class: 'tools'}, languages(call), contrast));
}

function draftNote() {
  const draft = config.languages.find((one) => one.code === spoken())?.draft;
  return draft ? el('p', {class: 'draft'}, t('draft')) : null;
}

function answer(one, mark, words, choose) {
  const rating = one.kind === 'rating5';
  const faced = rating && /[1-5]/.test(mark);
  const kind = faced ? 'mark faced' : rating ? 'mark none' : 'mark plain';
  return el('button', {type: 'button', class: kind, 'data-mark': mark, tap: () => choose(mark)},
    faced ? face(mark) : null, el('span', null, say(words)));
}

/** The answers to one question, from the unhappiest to the happiest, as everywhere in this service. */
function answers(one, choose) {
  const given = [...one.marks];
  if (one.kind === 'rating5') given.sort((a, b) => (a.mark < b.mark ? -1 : 1));
  const made = given.map(({mark, text}) => answer(one, mark, text, choose));
  const beside = made.filter((each) => each.classList.contains('none'));
  return el('div', {class: 'answers', role: 'group', 'aria-labelledby': 'question'},
    el('div', {class: `marks ${one.kind}`}, made.filter((each) => !beside.includes(each))), beside);
}

function ask(one) {
  const secret = one.confidential ? el('p', {class: 'note'}, t('confidential')) : null;
  return [h1(say(one.text), {id: 'question'}), player(one.code), secret];
}

function panel() {
  const shown = deskCode();
  const staff = config.staff?.length ? el('div', {class: 'staff'}, el('h2', null, t('on-duty')),
    config.staff.map(({name, title}) => el('p', null, el('strong', null, name), title ? ` ${title}` : ''))) : null;
  const own = shown ? el('div', {class: 'own'}, el('h2', null, t('own-phone')), code(shown, t('code-picture')),
    el('p', {class: 'typed'}, el('span', null, shown.site), ' ', el('strong', null, shown.code))) : null;
  return staff || own ? el('aside', {'aria-label': t('about-desk')}, staff, own) : null;
}

export function ready(call, strip, countdown) {
  const one = call.question;
  const notice = config.notice ? el('p', {class: 'note', role: 'note'}, say(config.notice)) : null;
  const main = el('main', null,
    el('div', {class: 'asked'}, notice, draftNote(), ask(one), el('p', {class: 'quiet'}, t('one-touch'))),
    answers(one, call.choose), el('div', {class: 'actions'}, countdown));
  mount({kind: 'ready', title: say(one.text), parts: [head(call), main, panel(), strip], focus: call.person});
}

export function followUp(call, strip, countdown) {
  const one = call.question;
  const helped = el('button', {
    type: 'button', class: 'switch', 'aria-pressed': String(call.assisted), tap: call.assist,
  }, t('helped'));
  const main = el('main', null,
    el('div', {class: 'asked'},
      el('p', {class: 'kept', role: 'status'}, tick(), t('kept', {number: call.number, of: call.of})), ask(one)),
    answers(one, call.choose),
    el('div', {class: 'actions'}, button(t('finish'), call.finish), helped, countdown));
  mount({kind: 'follow', title: say(one.text), parts: [head(call), main, strip], pause: true});
}

function tick(kind = 'tick') {
  return drawn('svg', {class: kind, viewBox: '0 0 32 32', 'aria-hidden': 'true'},
    drawn('circle', {cx: 16, cy: 16, r: 14}), drawn('path', {d: 'M9.5 16.5L14 21L22.5 11.5'}));
}

export function thanks(strip, pause) {
  const main = el('main', null, tick('tick large'), h1(t('thanks')),
    el('p', null, t('thanks-kept')), el('p', {class: 'quiet'}, t('thanks-next')), pause);
  mount({kind: 'thanks', title: t('thanks'), parts: [main, strip]});
}

export function trouble(call, strip, countdown) {
  const main = el('main', null, h1(t('not-kept')), el('p', {class: 'note', role: 'alert'}, t('not-kept-why')),
    el('div', {class: 'actions'}, button(t('understood'), call.done), countdown));
  mount({kind: 'trouble', title: t('not-kept'), parts: [main, strip]});
}

export function closed(now) {
  const {opens, closes} = config.hours;
  const main = el('main', null,
    el('p', {class: 'time'}, clockTime(now)), h1(t('closed')), el('p', null, t('hours', {opens, closes})),
    button(t('rate-anyway'), null));
  mount({kind: 'closed', title: t('closed'), parts: [main], focus: false});
}

export function still(kind, title, words, strip) {
  const main = el('main', null, h1(t(title)), el('p', null, t(words)));
  mount({kind, title: t(title), parts: [main, strip], focus: false});
}

/** The visible end of patience: a ring, a number, words, and a way to stay. */
export function countdown(more) {
  const wheel = ring();
  const words = el('span', null);
  const made = el('div', {class: 'countdown', role: 'timer', hidden: true}, wheel, words,
    more ? button(t('more-time'), more, {class: 'button light'}) : null);
  made.tell = (left, of, text) => {
    made.hidden = false;
    wheel.tell(left, of);
    words.textContent = t(text, {number: Math.ceil(left)});
  };
  return made;
}
