// The device's key: made here, never readable by anybody, not even by this page; it can only sign.

import {base64url, bytes, hex, sha256} from './codes.js';
import {keepAll, forget, recall} from './store.js';

const KIND = {name: 'ECDSA', namedCurve: 'P-256'};
const HOW = {name: 'ECDSA', hash: 'SHA-256'};
export const ROTATE_MS = 7 * 24 * 3600 * 1000;

let current;

async function make() {
  const pair = await crypto.subtle.generateKey(KIND, false, ['sign', 'verify']);
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
  return {pair, id: base64url(await sha256(raw)).slice(0, 22), publicKey: base64url(raw), made: Date.now()};
}

/** Give the key in use; the first call on a new tablet makes it. */
export async function key() {
  // Two tabs that start together must not end with two keys.
  current ??= await navigator.locks.request('hailong-keys', async () => {
    const kept = await recall('keys');
    if (kept) return kept;
    const made = await make();
    await keepAll({keys: made});
    return made;
  });
  return current;
}

async function signature(text, by) {
  return base64url(await crypto.subtle.sign(HOW, by.pair.privateKey, bytes(text)));
}

/** Give the headers that prove who asks, for one request and one challenge. */
export async function proof(method, path, body, challenge) {
  const by = await key();
  const digest = hex(await sha256(bytes(body)));
  const text = ['hailong-kiosk-1', method, path, by.id, challenge, digest].join('\n');
  return {
    'Hailong-Device': by.id,
    'Hailong-Challenge': challenge,
    'Hailong-Signature': await signature(text, by),
  };
}

/** Sign a queue file with a key the server knows: while a new pairing is awaited, that is the one before. */
export async function signFile(payload, paired) {
  const by = paired ? await key() : ((await recall('former')) ?? (await key()));
  const text = 'hailong-kiosk-file\n' + hex(await sha256(bytes(payload)));
  return {format: 'hailong-kiosk-queue-1', key: by.id, payload, signature: await signature(text, by)};
}

/** Begin anew for another pairing; the old key stays for the files that leave before it. */
export async function renew({paired}) {
  const old = await key();
  current = await make();
  await keepAll(paired ? {keys: current, former: old} : {keys: current});
  await forget('next');
}

/** Another tab may have changed the key meanwhile: tell whether it did, and use that one from now on. */
export async function changed() {
  const kept = await recall('keys');
  if (!kept || kept.id === current?.id) return false;
  current = kept;
  return true;
}

/** Change the key once a week; `send` brings the new one to the server, which trusts the old until the new is used. */
export async function rotate(send) {
  const old = await key();
  if (Math.abs(Date.now() - old.made) < ROTATE_MS) return;
  await navigator.locks.request('hailong-keys', async () => {
    let next = await recall('next');
    if (!next) {
      next = await make();
      // Kept before it is told: when the answer is lost, the same one is told again.
      await keepAll({next});
    }
    const text = `hailong-kiosk-key\n${old.id}\n${next.id}`;
    await send({public_key: next.publicKey, proof: await signature(text, next)});
    await keepAll({keys: next, former: old});
    await forget('next');
    current = next;
  });
}
