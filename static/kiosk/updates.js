// A new version of the page: fetched in the background, put in force only when nobody is answering.

import {ready} from './store.js';

const WORKER = '/kiosk/sw.js';

let registration = null;
let wanted = false;
let taken = false;

// Where a page may name a script, it may name only this one.
const policy = globalThis.trustedTypes?.createPolicy('hailong', {
  createScriptURL(address) {
    if (address !== WORKER) throw new TypeError(address);
    return address;
  },
});

export async function start() {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => (taken = true));
  registration = await navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER, {updateViaCache: 'none'});
}

/** Look for a new version. */
export const look = () => registration?.update().catch(() => {});

/** Reload when nobody is answering. */
export const want = () => (wanted = true);

/** A worker keeps the files of its own version alone: the first one keeps this page's, a later one does not. */
const outdated = async () => taken && !(await caches.has(`hailong-kiosk-${document.documentElement.dataset.version}`));

/** Nobody is answering: put a waiting version in force; tell whether this page is about to begin anew. */
export async function settle() {
  registration?.waiting?.postMessage('activate');
  if (!wanted && !(await outdated())) return false;
  await ready();
  location.reload();
  return true;
}
