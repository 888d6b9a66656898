// Sending what waits: in batches, by one tab at a time, patiently, and never letting go before the server has it.

import {retry, sendable, settle} from './answers.js';
import {sending} from './clock.js';
import {keep, recall} from './store.js';
import {ask, Refused} from './wire.js';

const BATCH = 200;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;
const FIELDS = ['id', 'questionnaire', 'answers', 'at', 'mono', 'session', 'offset', 'dwell_ms', 'assisted'];
const OWN = new Set(['state', 'tries', 'reason']);

let timer = 0;
let failures = 0;
let wanted = false;
let every = 60_000;
let told = {on: false, stranger: () => {}, changed: () => {}};
export const state = {last: null, trouble: null, running: false};

/** Give an answer as it travels: what only the tablet knows stays here. */
export function item(record) {
  const known = Object.fromEntries(FIELDS.map((field) => [field, record[field] ?? null]));
  // What an older version wrote and this one does not know travels too; the server puts it aside, unread but whole.
  const rest = Object.entries(record).filter(([field]) => !FIELDS.includes(field) && !OWN.has(field));
  return {...known, ...Object.fromEntries(rest)};
}

async function send(records) {
  const {data} = await ask('POST', '/kiosk/api/responses', {items: records.map(item), ...sending()});
  const taken = [];
  const refused = [];
  data.results.forEach(({result, reason}, place) => {
    const record = records[place];
    if (!record) return;
    if (result === 'accepted' || result === 'duplicate') taken.push(record.id);
    else if (result === 'quarantined') refused.push({...record, reason: reason ?? null});
  });
  await settle(taken, refused);
  told.changed();
}

/** Send a batch; one the server will not read is halved until only the answer at fault is left waiting. */
async function sendApart(records) {
  try {
    await send(records);
  } catch (error) {
    const unreadable = error instanceof Refused && [400, 413, 422].includes(error.status);
    if (!unreadable) throw error;
    if (records.length === 1) return;
    const middle = records.length >> 1;
    await sendApart(records.slice(0, middle));
    await sendApart(records.slice(middle));
  }
}

async function sendAll() {
  await retry();
  let after = null;
  do {
    const {items, last} = await sendable(after, BATCH);
    if (items.length) await sendApart(items);
    after = last;
  } while (after);
}

function wait() {
  const backed = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  return (failures ? backed : every) * (0.75 + Math.random() / 2);
}

function plan(ms) {
  clearTimeout(timer);
  if (told.on) timer = setTimeout(run, Math.min(LONGEST_WAIT_MS, ms));
}

async function attempt() {
  const {stranger} = told;
  try {
    await sendAll();
    failures = 0;
    Object.assign(state, {last: Date.now(), trouble: null});
    await keep('last-sync', state.last).catch(() => {});
  } catch (error) {
    failures += 1;
    state.trouble = error.kind ?? error.message;
    if (error.stranger) stranger(error.kind);
    else if (error.wait) return error.wait * 1000;
  }
  return wait();
}

/** Send now, unless another tab is just sending; what comes while this one sends is sent right after. */
export async function run() {
  wanted = told.on;
  if (!told.on || state.running) return;
  [state.running, wanted] = [true, false];
  let next = null;
  try {
    await navigator.locks.request('hailong-sync', {ifAvailable: true}, async (lock) => {
      next = lock ? await attempt() : FIRST_WAIT_MS;
    });
  } finally {
    state.running = false;
    told.changed();
    plan(wanted && !failures ? 0 : next ?? wait());
  }
}

/** Begin: at once, then every `seconds`, and whenever the network comes back. */
export async function start(handlers) {
  told = {...handlers, on: true};
  state.last = (await recall('last-sync')) ?? null;
  await run();
}

export function pace(seconds) {
  every = seconds * 1000;
}

/** Stop sending; everything stays where it is. */
export function stop() {
  told.on = false;
  clearTimeout(timer);
}

addEventListener('online', run);
