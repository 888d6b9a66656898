// The tablet: unpaired, or one of the office's. This page starts its parts and lets changes in only between people.

import * as answers from './answers.js';
import * as clock from './clock.js';
import * as settings from './config.js';
import * as device from './device.js';
import * as heartbeat from './heartbeat.js';
import {key, renew} from './keys.js';
import * as pairing from './pairing.js';
import * as person from './person.js';
import * as screens from './screens.js';
import * as service from './service.js';
import {forget, ready, recall} from './store.js';
import {strip, update} from './strip.js';
import * as sync from './sync.js';
import * as updates from './updates.js';
import * as words from './words.js';

const TEND_MS = 5_000;
const LOOK_MS = 3_600_000;
const AGAIN_MS = 10_000;

let paired = false;
let shownCode = null;
let shownHours = null;
let withdrawn = null;
// How often this tablet joined or left: a reply to what was asked before says nothing of how it stands since.
let era = 0;

const makeStrip = () => strip(openMenu);

function openMenu() {
  if (paired && settings.config) {
    if (!person.free()) return;
    person.leaveScreen();
  } else pairing.end();
  service.open({paired, close, repair: () => leaveOffice('repaired')});
}

function close() {
  if (withdrawn) leaveOffice(withdrawn);
  else if (paired && settings.config) greet();
  else if (paired) prepare();
  else pairing.begin({paired: join, strip: makeStrip});
}

function greet() {
  settings.apply();
  sync.pace(settings.config.timing.sync_s);
  words.greetIn(device.preferences.language ?? settings.config.languages[0]?.code);
  [shownCode, shownHours] = [settings.deskCode(), settings.inHours()];
  person.show(makeStrip);
}

/** Wait for the first configuration; without it there is nothing to ask. */
async function prepare() {
  while (paired && !settings.config) {
    screens.still('waiting', 'waiting', 'waiting-why', makeStrip());
    try {
      await settings.refresh();
      settings.apply();
    } catch (error) {
      if (error.stranger) return leaveOffice(error.kind);
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
  if (paired) await work();
}

async function work() {
  greet();
  const own = era;
  const stranger = (why) => own === era && lose(why);
  const changed = () => void update().catch(() => {});
  sync.start({stranger, changed});
  settings.refreshCodes().then(tend).catch(() => {});
  heartbeat.start({
    stranger, settled: tend, sync: sync.run, reload: updates.want, renew: updates.look, unpair: () => stranger('unpair'),
  });
}

async function join() {
  era += 1;
  paired = true;
  await prepare();
}

/** The office no longer knows this tablet: stop sending, keep everything, and wait for the person to finish. */
function lose(why) {
  sync.stop();
  heartbeat.stop();
  withdrawn = why;
  tend();
}

async function leaveOffice(why) {
  era += 1;
  sync.stop();
  heartbeat.stop();
  person.leaveScreen();
  withdrawn = null;
  if (paired) await renew({paired});
  paired = false;
  await forget('device');
  await settings.leave();
  device.stayAwake(false);
  await pairing.begin({paired: join, strip: makeStrip}, why);
}

/** Between two people: a new version, a new configuration, another code on the screen, the end of office hours. */
async function tend() {
  if (document.body.className === 'pairing') return void (await updates.settle());
  if (!paired || !settings.config || !person.idle()) return;
  if (withdrawn) return leaveOffice(withdrawn);
  if (await updates.settle()) return;
  const stale = settings.deskCode() !== shownCode || settings.inHours() !== shownHours;
  if (person.idle() && (settings.apply() || stale)) greet();
}

function everyFewSeconds() {
  tend().catch(() => {});
  update().catch(() => {});
  answers.retry().catch(() => {});
  if (paired) settings.refreshCodes().catch(() => {});
}

async function start() {
  await Promise.all([words.load(), ready()]);
  await Promise.all([clock.start(), device.start(), settings.load(), key()]);
  updates.start().catch(() => {});
  words.greetIn(device.preferences.language ?? 'vi');
  paired = Boolean(await recall('device'));
  setInterval(everyFewSeconds, TEND_MS);
  setInterval(updates.look, LOOK_MS);
  // A page that a browser kept alive in the background holds no locks any more.
  addEventListener('pageshow', (event) => event.persisted && location.reload());
  addEventListener('contextmenu', (event) => event.preventDefault());
  if (paired) await prepare();
  else close();
}

start();
