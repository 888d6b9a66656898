// Keeps the page on the tablet, so that it opens with no network at all. The answers are not its business.
// The server puts VERSION and FILES above these lines.

const CACHE = `hailong-kiosk-${VERSION}`;
const SHELL = '/kiosk/';

async function take(cache, address) {
  const answer = await fetch(address, {cache: 'no-cache', credentials: 'omit'});
  // Half of this version and half of the next would be a page that does not open without a network.
  if (!answer.ok || answer.headers.get('Hailong-App') !== VERSION) throw new Error(`${address} is of another version`);
  await cache.put(address, answer);
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map((address) => take(cache, address)));
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith('hailong-kiosk-') && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request, shell) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(shell ? SHELL : request);
  return kept ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  if (event.data === 'activate') self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const {request} = event;
  const {origin, pathname} = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/kiosk/api/')) return;
  event.respondWith(answer(request, request.mode === 'navigate' && pathname === SHELL));
});
