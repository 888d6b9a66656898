// One person before the tablet: the first question, a few more for whoever likes, thanks, and then nothing of it left.

import * as answers from './answers.js';
import {serverNow} from './clock.js';
import {config, inHours, question, turn} from './config.js';
import {preferences, stayAwake} from './device.js';
import * as screens from './screens.js';
import {hush} from './sound.js';
import * as sync from './sync.js';
import {speak, standard} from './words.js';

let strip = null;
let screen = 'none';
let visit = null;
let busy = false;
let heard = 0;
let ticker = 0;
let clock = null;

const since = (moment) => (performance.now() - moment) / 1000;

/** Nobody is answering: the moment for everything that changes the page. */
export const idle = () => !visit && !busy && ['ready', 'closed', 'locked'].includes(screen);
/** Nobody has answered anything that is not yet closed: the staff may come to the menu. */
export const free = () => !visit?.record && !busy && ['ready', 'closed', 'locked'].includes(screen);

/** Greet the next person; nothing of the one before is left. */
export function show(makeStrip = strip) {
  strip = makeStrip;
  visit = null;
  clearInterval(ticker);
  hush();
  speak(standard());
  document.documentElement.dataset.contrast = preferences.contrast;
  document.documentElement.dataset.hand = config.hand ?? preferences.hand;
  const asleep = config.sleep && config.hours && !inHours();
  stayAwake(!asleep);
  if (config.locked) return lock();
  if (asleep) return sleep();
  greet();
}

export function leaveScreen() {
  clearInterval(ticker);
  [visit, screen] = [null, 'none'];
}

function lock() {
  screen = 'locked';
  screens.still('locked', 'locked', 'locked-why', strip());
}

function sleep() {
  screen = 'closed';
  screens.closed(serverNow());
}

function wake() {
  stayAwake(true);
  arrive();
  greet();
}

/** Somebody is here: from now on patience is measured. */
function arrive() {
  visit ??= {record: null, questions: [], place: 0, assisted: false, first: Date.now(), last: Date.now()};
  heard = performance.now();
  clearInterval(ticker);
  ticker = setInterval(watch, 250);
}

function watch() {
  if (busy || !visit) return;
  const {idle_s: patience, countdown_s: end} = config.timing;
  const left = patience - since(heard);
  if (left <= 0) leave();
  else if (left <= end) clock?.tell(left, end, visit.record ? 'ends-in' : 'resets-in');
  else if (clock) clock.hidden = true;
}

/** Patience is over: what was tapped is kept, nothing else is. */
async function leave() {
  clearInterval(ticker);
  const {record} = visit;
  if (record) {
    busy = true;
    await answers.close(record, dwell());
    busy = false;
    sync.run();
  }
  show();
}

const dwell = () => (visit.last > visit.first ? visit.last - visit.first : null);

function touched() {
  heard = performance.now();
  if (clock) clock.hidden = true;
}

function calls(more) {
  clock = screens.countdown(touched);
  return {
    language: (code) => {
      arrive();
      speak(code);
      redraw();
    },
    contrast: ({currentTarget}) => {
      arrive();
      const {dataset} = document.documentElement;
      dataset.contrast = dataset.contrast === 'high' ? 'normal' : 'high';
      currentTarget.setAttribute('aria-pressed', String(dataset.contrast === 'high'));
    },
    ...more,
  };
}

const redraw = () => (screen === 'ready' ? greet() : next());

function greet() {
  screen = 'ready';
  const one = question(config.questionnaire.opening);
  screens.ready(calls({question: one, person: Boolean(visit), choose: open}), strip(), clock);
}

/** Do one thing with the disk at a time. */
async function alone(work) {
  if (busy) return;
  busy = true;
  document.body.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    busy = false;
    document.body.removeAttribute('aria-busy');
  }
}

function open(mark) {
  return alone(async () => {
    arrive();
    visit.last = Date.now();
    const {hash, opening} = config.questionnaire;
    const record = await answers.begin(hash, opening, mark);
    if (!record) return apologise();
    Object.assign(visit, {record, questions: turn()});
    heard = performance.now();
    next();
  });
}

function next() {
  const one = visit.questions[visit.place];
  if (!one) return finish();
  screen = 'follow';
  const {assisted, place, questions} = visit;
  const more = {question: one, number: place + 1, of: questions.length, assisted, choose: add, finish: done, assist};
  screens.followUp(calls(more), strip(), clock);
}

function assist({currentTarget}) {
  visit.assisted = !visit.assisted;
  currentTarget.setAttribute('aria-pressed', String(visit.assisted));
}

function add(mark) {
  return alone(async () => {
    visit.last = Date.now();
    const {record, questions, place, assisted} = visit;
    const given = {...record.answers, [questions[place].code]: mark};
    if (!(await answers.add(record, {answers: given, assisted}))) return apologise();
    visit.place += 1;
    heard = performance.now();
    await next();
  });
}

const done = () => alone(finish);

async function finish() {
  const {record, assisted} = visit;
  record.assisted = assisted;
  if (!(await answers.close(record, dwell()))) return apologise();
  thank();
  sync.run();
}

/** Thank, and let the next person wait a moment: whoever taps on does not answer twice by accident. */
function thank() {
  end('thanks');
  const pause = screens.countdown(null);
  const {lockout_s: pauseS} = config.timing;
  const begun = performance.now();
  pause.tell(pauseS, pauseS, 'next-person');
  screens.thanks(strip(), pause);
  ticker = setInterval(() => {
    const left = pauseS - since(begun);
    if (left > 0) pause.tell(left, pauseS, 'next-person');
    else show();
  }, 250);
}

/** The tablet could not keep the answer: say so. It stays in memory and is tried again. */
function apologise() {
  end('trouble');
  arrive();
  clock = screens.countdown(touched);
  screens.trouble({done: () => show()}, strip(), clock);
}

function end(kind) {
  clearInterval(ticker);
  hush();
  [visit, screen, clock] = [null, kind, null];
}

function key(event) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!['ready', 'follow'].includes(screen) || !/^[0-9]$/.test(event.key)) return;
  const marks = [...document.querySelectorAll('[data-mark]')];
  const named = marks.find((one) => one.dataset.mark === event.key);
  const placed = marks.some((one) => one.dataset.mark === '1') ? null : marks[Number(event.key) - 1];
  (named ?? placed)?.click();
}

document.addEventListener('keydown', (event) => {
  if (screen === 'ready') arrive();
  else touched();
  key(event);
}, true);
// A dark screen wakes wherever it is touched.
document.addEventListener('click', () => screen === 'closed' && wake());
document.addEventListener('pointerdown', () => {
  if (screen === 'ready') arrive();
  else touched();
}, true);
