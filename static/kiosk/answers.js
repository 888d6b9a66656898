// The answer of one person, from the first tap until it is closed. A tap is said to be kept only when it is on disk.

import {check, living, stamp} from './clock.js';
import {uuid7} from './codes.js';
import * as store from './store.js';

// Answers the disk did not take: they stay here and are tried again.
const unsaved = new Map();
let last = null;

/** Write one answer; tell whether it is on disk. */
async function write(record) {
  try {
    await store.put('answers', record);
    unsaved.delete(record.id);
    return true;
  } catch {
    unsaved.set(record.id, {...record, state: 'closed'});
    return false;
  }
}

/** Keep the first tap of a person; give the record, or null when the tablet could not keep it. */
export async function begin(questionnaire, code, mark) {
  await check();
  const moment = stamp();
  const record = {
    id: uuid7(moment.at), questionnaire, answers: {[code]: mark}, ...moment,
    dwell_ms: null, assisted: false, state: 'open', tries: 0,
  };
  last = moment.at;
  return (await write(record)) ? record : null;
}

/** Add to the answer of a person; tell whether it is on disk. */
export function add(record, changes) {
  Object.assign(record, changes);
  return write({...record});
}

/** Let the answer go: from now on it may be sent. */
export function close(record, dwell) {
  return add(record, {state: 'closed', dwell_ms: dwell});
}

/** Try once more to write what the disk did not take. */
export async function retry() {
  for (const record of [...unsaved.values()]) await write(record);
  return unsaved.size;
}

/** Close what a page left open that lives no more: a crash, a reload, a flat battery. */
async function closeOrphans(records) {
  const open = records.filter((record) => record.state === 'open');
  if (!open.length) return;
  const here = await living();
  const left = open.filter((record) => !here.has(`session:${record.session}`));
  if (left.length) await store.closeLeft(left.map(({id}) => id));
  for (const record of left) record.state = 'closed';
}

/** Give what may be sent after the id `after`, at most `limit`, and the last id that was looked at. */
export async function sendable(after, limit) {
  const held = after ? [] : [...unsaved.values()].slice(0, Math.ceil(limit / 2));
  const records = await store.page(after, limit - held.length);
  await closeOrphans(records);
  const closed = records.filter((record) => record.state === 'closed');
  const once = held.filter(({id}) => !closed.some((record) => record.id === id));
  return {items: [...once, ...closed], last: records.at(-1)?.id ?? null};
}

/** Let go of what the server holds; keep aside what it could not take. */
export async function settle(taken, refused) {
  // By themselves: on a full disk nothing can be moved, and only what is let go of makes room.
  if (taken.length) await store.letGo(taken);
  for (const id of taken) unsaved.delete(id);
  if (refused.length) await store.setAside(refused);
  for (const {id} of refused) unsaved.delete(id);
}

/** Say how the queue stands: how many wait, how many are set aside, how many only in memory, and how old. */
export async function standing() {
  const [waiting, aside, [oldest]] = await Promise.all([
    store.count('answers'), store.count('aside'), store.page(null, 1),
  ]);
  return {queue: waiting, aside, unsaved: unsaved.size, oldest: oldest?.at ?? null, last};
}
