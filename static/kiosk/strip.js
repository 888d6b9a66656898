// A quiet line for the staff at the foot of the screen: what waits, when it was last sent, the time, the battery.

import {standing} from './answers.js';
import {serverNow, skew} from './clock.js';
import {power, persisted} from './device.js';
import {clockTime} from './screens.js';
import {state} from './sync.js';
import {el} from './view.js';
import {t} from './words.js';

const LATE_MS = 30 * 60 * 1000;
const WRONG_MS = 5 * 60 * 1000;
const LOW = 0.2;

let shown = null;

function tell(part, text, alarm = false) {
  if (part.textContent !== text) part.textContent = text;
  part.classList.toggle('alarm', alarm);
}

/** Bring the line up to date. */
export async function update() {
  if (!shown) return;
  const {parts} = shown;
  const {queue, unsaved, aside} = await standing();
  const late = queue + unsaved > 0 && Date.now() - (state.last ?? 0) > LATE_MS;
  tell(parts.queue, t('strip-queue', {number: queue + unsaved}), late);
  tell(parts.sent, state.last ? t('strip-sent', {time: clockTime(state.last)}) : t('strip-never'), late);
  tell(parts.clock, clockTime(serverNow()), Math.abs(skew() ?? 0) > WRONG_MS);
  const {battery, charging} = power();
  const percent = battery === null ? '' : t('strip-battery', {number: Math.round(battery * 100)});
  tell(parts.battery, percent, battery !== null && battery < LOW && !charging);
  const worry = unsaved ? 'strip-full' : persisted === false ? 'strip-clearable' : aside ? 'strip-aside' : null;
  tell(parts.worry, worry ? t(worry, {number: unsaved || aside}) : '', Boolean(unsaved));
}

/** Make the line anew for a new screen. */
export function strip(service) {
  const names = ['queue', 'sent', 'clock', 'battery', 'worry'];
  const parts = Object.fromEntries(names.map((name) => [name, el('span', {class: name})]));
  const made = el('footer', {class: 'strip'}, names.map((name) => parts[name]),
    el('button', {type: 'button', class: 'service', tap: service}, t('service')));
  shown = {made, parts};
  update().catch(() => {});
  return made;
}
