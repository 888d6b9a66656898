// Which moment a tap has, on a tablet whose clock may be wrong, may be set, and may sleep.

import {keep, recall} from './store.js';

// Sleep and a clock that is set both part the two clocks of a device by more than this.
const PARTED_MS = 2000;

let offset = null;
let session;
let base;

/** Hold a lock named after the session for as long as this page lives: it tells others that somebody is here. */
function begin() {
  session = crypto.randomUUID();
  base = Date.now() - performance.now();
  const name = `session:${session}`;
  return new Promise((held) => {
    navigator.locks.request(name, () => {
      held();
      return new Promise(() => {});
    });
  });
}

export async function start() {
  const kept = await recall('clock');
  // A clock that runs behind its own past was reset: what was known about it is worth nothing.
  if (kept && Date.now() >= kept.at) offset = kept.offset;
  await begin();
}

/** Notice that the device slept or its clock was set: a new session begins, and the offset must be heard anew. */
export async function check() {
  if (Math.abs(Date.now() - performance.now() - base) < PARTED_MS) return;
  offset = null;
  await begin();
}

/** Hear the server's moment; `asked` and `heard` are the device's milliseconds around the request. */
export function hear(serverNow, asked, heard) {
  if (!Number.isFinite(serverNow)) return;
  const found = Math.round(serverNow - (asked + heard) / 2);
  const moved = offset === null || Math.abs(found - offset) > 500;
  offset = found;
  if (moved) keep('clock', {offset, at: Date.now()}).catch(() => {});
}

export const stamp = () => ({at: Date.now(), mono: Math.round(performance.now()), session, offset});
export const sending = () => ({sent_at: Date.now(), mono: Math.round(performance.now()), session});
export const serverNow = () => Date.now() + (offset ?? 0);
export const skew = () => offset;

/** Tell which sessions have a page that lives, in this or any other tab. */
export async function living() {
  const {held = []} = await navigator.locks.query();
  return new Set(held.map((lock) => lock.name).filter((name) => name.startsWith('session:')));
}
