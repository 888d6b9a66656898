// What the office decided for this tablet: fetched when it changes, applied only when nobody is answering.

import {fromBase64, bytes} from './codes.js';
import {serverNow} from './clock.js';
import {forget, keep, recall} from './store.js';
import {ask} from './wire.js';

// Vietnam knows no summer time.
export const ZONE_MS = 7 * 3600 * 1000;
const FIRST_LOCK_MS = 30_000;
const FREE_TRIES = 4;

let pending = null;
let lastPin = null;
let tag = null;
let slots = [];
let rotation = 0;
export let config = null;

export async function load() {
  ({data: config, tag} = (await recall('config')) ?? {data: null, tag: null});
  rotation = (await recall('rotation')) ?? 0;
  lastPin = (await recall('pin')) ?? null;
}

/** Ask whether the configuration changed; tell whether a new one waits to be applied. */
export async function refresh() {
  const given = tag ? {'If-None-Match': tag} : {};
  const {data, status, headers} = await ask('GET', '/kiosk/api/config', undefined, given);
  if (status === 304) return false;
  tag = headers.get('ETag') ?? `"${data.version}"`;
  pending = data;
  await keep('config', {data, tag});
  return true;
}

/** Forget the office this tablet belonged to, except for its service number: the queue is still behind it. */
export async function leave() {
  lastPin = pin();
  await keep('pin', lastPin);
  await forget('config');
  [config, pending, tag, slots] = [null, null, null, []];
}

/** Take the configuration that waits; tell whether there was one. */
export function apply() {
  if (!pending) return false;
  config = pending;
  pending = null;
  return true;
}

/** Give what tells the right service number from a wrong one, or null where none was chosen. */
export const pin = () => (config ? config.pin : lastPin) ?? null;
export const version = () => (pending ?? config)?.version ?? null;
export const question = (code) => config.questionnaire.questions.find((one) => one.code === code);

/** Give the questions after the first one for the next person; each person gets the next ones of the round. */
export function turn() {
  const {rotation: round, take} = config.questionnaire;
  const count = Math.min(take, round.length);
  const chosen = Array.from({length: count}, (_, place) => round[(rotation + place) % round.length]);
  rotation = round.length ? (rotation + count) % round.length : 0;
  keep('rotation', rotation).catch(() => {});
  return chosen.map(question).filter(Boolean);
}

/** Tell whether the office receives people now; without told hours it always does. */
export function inHours() {
  if (!config?.hours) return true;
  const local = new Date(serverNow() + ZONE_MS);
  const day = local.getUTCDay() || 7;
  const time = local.toISOString().slice(11, 16);
  return config.hours.days.includes(day) && time >= config.hours.opens && time < config.hours.closes;
}

/** Fetch the desk's codes of the next minutes when they run out. */
export async function refreshCodes() {
  if (!config?.rotating) return (slots = []);
  if (slots.filter((slot) => slot.until > serverNow()).length > 2) return slots;
  const {data} = await ask('GET', '/kiosk/api/rotating');
  return (slots = data.slots);
}

/** Give the code that is good now, or none: an old one is never shown. */
export function deskCode() {
  const now = serverNow();
  return (config?.rotating && slots.find((slot) => slot.from <= now && now < slot.until)) || null;
}

/** Say how many milliseconds the service menu stays shut after wrong numbers. */
export async function pinWait() {
  const {tries = 0, at = 0} = (await recall('pin-tries')) ?? {};
  const shut = tries > FREE_TRIES ? FIRST_LOCK_MS * 2 ** Math.min(tries - FREE_TRIES - 1, 6) : 0;
  return Math.max(0, Math.min(shut, at + shut - Date.now()));
}

/** Tell whether the service number is right; wrong ones are counted, also over a restart. */
export async function pinOpens(typed) {
  const {salt, hash, iterations} = pin();
  const material = await crypto.subtle.importKey('raw', bytes(typed), 'PBKDF2', false, ['deriveBits']);
  const how = {name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64(salt), iterations};
  const expected = fromBase64(hash);
  const found = new Uint8Array(await crypto.subtle.deriveBits(how, material, expected.length * 8));
  const right = found.every((byte, place) => byte === expected[place]);
  const {tries = 0} = (await recall('pin-tries')) ?? {};
  await keep('pin-tries', {tries: right ? 0 : tries + 1, at: Date.now()});
  return right;
}
