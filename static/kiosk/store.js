// What the tablet remembers: the answers that wait, those set aside, and a few things of its own.
// A newer version migrates; it never starts afresh, because the queue of an office may be days old.

const NAME = 'hailong-kiosk';
const VERSION = 2;
// Chrome forgets the last writes at a power cut unless told otherwise.
const SAFE = {durability: 'strict'};
const NOBODY = '00000000-0000-4000-8000-000000000000';

let opened;

function create(db) {
  for (const name of ['answers', 'aside'])
    if (!db.objectStoreNames.contains(name)) db.createObjectStore(name, {keyPath: 'id'});
  if (!db.objectStoreNames.contains('kept')) db.createObjectStore('kept');
}

/** Read a record of version 1, whatever its payload looks like; the server judges it, not this page. */
export function fromFirst(record) {
  let payload = record.payload;
  try {
    if (typeof payload === 'string') payload = JSON.parse(payload);
  } catch {
    payload = {answers: {}, text: payload};
  }
  const empty = {questionnaire: '', answers: {}, at: 0, mono: 0, session: NOBODY, offset: null, dwell_ms: null};
  return {...empty, assisted: false, ...payload, id: record.uuid, state: 'closed', tries: 0};
}

function upgrade({target: {result: db, transaction}, oldVersion}) {
  create(db);
  if (oldVersion !== 1 || !db.objectStoreNames.contains('queue')) return;
  const answers = transaction.objectStore('answers');
  transaction.objectStore('queue').openCursor().onsuccess = ({target: {result: cursor}}) => {
    if (!cursor) return db.deleteObjectStore('queue');
    answers.put(fromFirst(cursor.value));
    cursor.continue();
  };
}

function open() {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = upgrade;
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
      const db = asked.result;
      db.onversionchange = () => {
        db.close();
        opened = null;
      };
      db.onclose = () => (opened = null);
      done(db);
    };
  }).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

/** Do `work` on stores; the promise keeps only when everything is on disk. */
async function transact(names, mode, work) {
  const db = await open();
  return new Promise((done, fail) => {
    const transaction = db.transaction(names, mode, mode === 'readwrite' ? SAFE : undefined);
    const stores = names.map((name) => transaction.objectStore(name));
    let asked;
    transaction.oncomplete = () => done(asked?.result);
    transaction.onabort = () => fail(transaction.error ?? new DOMException('aborted', 'AbortError'));
    try {
      asked = work(...stores);
    } catch (error) {
      fail(error);
      transaction.abort();
    }
  });
}

export const ready = () => open();
export const put = (name, value) => transact([name], 'readwrite', (store) => void store.put(value));
export const all = (name) => transact([name], 'readonly', (store) => store.getAll());
export const count = (name) => transact([name], 'readonly', (store) => store.count());
export const recall = (key) => transact(['kept'], 'readonly', (store) => store.get(key));
export const keep = (key, value) => transact(['kept'], 'readwrite', (store) => void store.put(value, key));
export const forget = (key) => transact(['kept'], 'readwrite', (store) => void store.delete(key));

/** Several things of the tablet's own at once: all are kept, or none. */
export function keepAll(things) {
  return transact(['kept'], 'readwrite', (store) => {
    for (const [key, value] of Object.entries(things)) store.put(value, key);
  });
}

/** Give at most `limit` answers after the id `last`, oldest first (ids begin with their time). */
export function page(last, limit) {
  const range = last ? IDBKeyRange.lowerBound(last, true) : undefined;
  return transact(['answers'], 'readonly', (store) => store.getAll(range, limit));
}

/** Let go of answers the server holds. */
export function letGo(ids) {
  return transact(['answers'], 'readwrite', (answers) => {
    for (const id of ids) answers.delete(id);
  });
}

/** Move answers the server could not take; each is in one place or the other, never in none. */
export function setAside(records) {
  return transact(['answers', 'aside'], 'readwrite', (answers, aside) => {
    for (const record of records) {
      aside.put(record);
      answers.delete(record.id);
    }
  });
}

/** Close an answer whose page is gone, unless its page closed it meanwhile. */
export function closeLeft(ids) {
  return transact(['answers'], 'readwrite', (answers) => {
    for (const id of ids)
      answers.get(id).onsuccess = ({target: {result: record}}) => {
        if (record?.state === 'open') answers.put({...record, state: 'closed'});
      };
  });
}
