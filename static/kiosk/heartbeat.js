// A sign of life every few minutes: how the tablet does, and what the office wants of it.

import {standing} from './answers.js';
import {sending} from './clock.js';
import * as settings from './config.js';
import * as device from './device.js';
import {rotate} from './keys.js';
import {keep, recall} from './store.js';
import {ask} from './wire.js';
import {version} from './words.js';

let timer = 0;
let does = null;

const age = (at) => (at === null ? null : Math.max(0, Math.round((Date.now() - at) / 1000)));

async function report(done) {
  const {queue, unsaved, aside, oldest, last} = await standing();
  const lastAnswer = last ?? (await recall('last-answer')) ?? null;
  if (last) await keep('last-answer', last).catch(() => {});
  return {
    app_version: version, ...device.power(), ...(await device.storage()), persisted: device.persisted,
    queue: queue + unsaved, aside, oldest_age_s: age(oldest), last_answer_age_s: age(lastAnswer),
    sent_at: sending().sent_at, done,
  };
}

/** Do what was asked for, once: it is noted as done before it is done, since a reload ends this page. */
async function obey(commands, done) {
  const fresh = commands.filter((one) => !done.includes(one.id));
  const still = done.filter((id) => commands.some((one) => one.id === id));
  await keep('done', [...still, ...fresh.map((one) => one.id)]);
  for (const {kind} of fresh) does[kind]?.();
}

async function beat() {
  const done = (await recall('done')) ?? [];
  const {data} = await ask('POST', '/kiosk/api/heartbeat', await report(done));
  await obey(data.commands ?? [], done);
  if (!does) return;
  if (data.config !== settings.version() && (await settings.refresh())) does.settled();
  if (data.app_version !== version) does.renew();
  await rotate((told) => ask('POST', '/kiosk/api/key', told));
}

async function run() {
  const own = does;
  try {
    await navigator.locks.request('hailong-heartbeat', {ifAvailable: true}, async (lock) => {
      if (lock) await beat();
    });
  } catch (error) {
    if (error.stranger) return own?.stranger(error.kind);
  }
  plan();
}

function plan() {
  clearTimeout(timer);
  const seconds = settings.config?.timing.heartbeat_s ?? 300;
  if (does) timer = setTimeout(run, seconds * 1000 * (0.9 + Math.random() / 5));
}

/** Begin; `does` has a deed for each command, and settled, renew and stranger. */
export function start(deeds) {
  does = deeds;
  return run();
}

export function stop() {
  does = null;
  clearTimeout(timer);
}
