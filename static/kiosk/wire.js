// Asking the server: every request signed, none waiting for ever, and a portal's login page taken for silence.

import {hear} from './clock.js';
import {changed, key, proof} from './keys.js';

const PATIENCE_MS = 20_000;

/** No answer, or none of our server's. */
export class Silence extends Error {}

/** The server answered no; `kind` names the refusal, `wait` is in seconds or null. */
export class Refused extends Error {
  constructor(status, kind, wait) {
    super(`${status} ${kind}`);
    Object.assign(this, {status, kind, wait});
  }

  /** This tablet is not, or is no longer, one of the office's. */
  get stranger() {
    return this.kind === 'RevokedDeviceError' || this.kind === 'UnknownDeviceError';
  }
}

let challenge = null;

async function fetched(path, options) {
  const asked = Date.now();
  let answer;
  let data;
  try {
    answer = await fetch(path, {
      cache: 'no-store', credentials: 'omit', redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS), ...options,
    });
    if (answer.status !== 304) {
      if (!/[/+]json/.test(answer.headers.get('Content-Type') ?? '')) throw new Silence('no JSON');
      data = await answer.json();
    }
  } catch (error) {
    throw error instanceof Silence ? error : new Silence(error.name);
  }
  challenge = answer.headers.get('Hailong-Challenge') ?? challenge;
  hear(data?.now, asked, Date.now());
  return {answer, data};
}

async function fresh() {
  const {answer, data} = await fetched('/kiosk/api/challenge', {});
  if (!answer.ok) throw new Silence('no challenge');
  challenge = data.challenge;
}

async function once(method, path, body, headers) {
  const signed = await proof(method, path, body, challenge);
  const about = body ? {'Content-Type': 'application/json'} : {};
  return fetched(path, {method, headers: {...about, ...headers, ...signed}, body: body || undefined});
}

async function twice(method, path, body, headers) {
  const first = await once(method, path, body, headers);
  if (first.answer.status !== 401) return first;
  const stale = first.data.type === 'StaleChallengeError';
  return stale || (await changed()) ? once(method, path, body, headers) : first;
}

/** Ask with a signature; give the data and the answer's headers, or throw `Silence` or `Refused`. */
export async function ask(method, path, told, headers = {}) {
  const body = told === undefined ? '' : JSON.stringify(told);
  if (!challenge) await fresh();
  const {answer, data} = await twice(method, path, body, headers);
  if (answer.ok || answer.status === 304) return {data, status: answer.status, headers: answer.headers};
  if (answer.status >= 500) throw new Silence(`status ${answer.status}`);
  throw new Refused(answer.status, data.type, Number(answer.headers.get('Retry-After')) || null);
}

/** Test the way to the server: give the milliseconds there and back. */
export async function ping() {
  const begun = performance.now();
  await fresh();
  return Math.round(performance.now() - begun);
}

export const publicKey = async () => (await key()).publicKey;
