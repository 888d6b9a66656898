// The machine under the page: its screen, its battery, its storage, its preferences.

import {keep, recall} from './store.js';

let lock = null;
let wanted = false;
let battery = null;
export let persisted = null;
export let preferences = {language: null, hand: 'right', contrast: 'normal'};

export async function start() {
  preferences = {...preferences, ...(await recall('preferences'))};
  persisted = (await navigator.storage?.persisted?.()) ?? null;
  battery = (await navigator.getBattery?.().catch(() => null)) ?? null;
}

export async function prefer(changes) {
  preferences = {...preferences, ...changes};
  await keep('preferences', preferences);
}

/** Ask the browser never to clear what waits here; it may say no. */
export async function persist() {
  persisted = (await navigator.storage?.persist?.()) ?? null;
  return persisted;
}

export const power = () => ({battery: battery?.level ?? null, charging: battery?.charging ?? null});

export async function storage() {
  const {usage = null, quota = null} = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  return {storage_used: usage, storage_quota: quota};
}

async function hold() {
  if (!wanted || lock || document.visibilityState !== 'visible') return;
  try {
    lock = await navigator.wakeLock?.request('screen');
    lock?.addEventListener('release', () => (lock = null));
    if (!wanted) letGo();
  } catch {
    lock = null; // a low battery may refuse it; the next change of visibility asks again
  }
}

function letGo() {
  lock?.release();
  lock = null;
}

/** Keep the screen lit, or let it sleep. */
export function stayAwake(lit) {
  wanted = lit;
  if (lit) hold();
  else letGo();
}

document.addEventListener('visibilitychange', hold);
