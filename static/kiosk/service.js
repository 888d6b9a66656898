// The menu behind the service number: what waits, the network, the file for rescue, pairing anew, habits of the screen.

import * as answers from './answers.js';
import {sending, skew} from './clock.js';
import * as settings from './config.js';
import * as device from './device.js';
import {signFile} from './keys.js';
import * as pin from './pin.js';
import {clockTime} from './screens.js';
import * as store from './store.js';
import * as sync from './sync.js';
import {button, el, h1, mount} from './view.js';
import {ping} from './wire.js';
import {greetIn, names, spoken, t, version} from './words.js';

const PATIENCE_MS = 120_000;
const EVERY = 1_000_000;
const MIB = 2 ** 20;

let does = null;
let timer = 0;

/** Ask for the service number where there is one, then show the menu. */
export function open(deeds) {
  does = deeds;
  wait();
  if (settings.pin()) pin.ask({opened: menu, leave});
  else menu();
}

function leave() {
  clearTimeout(timer);
  does.close();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(leave, PATIENCE_MS);
}

/** Give everything that waits as one signed file, so that it can be brought in by hand. */
async function save() {
  const {items} = await answers.sendable(null, EVERY);
  const aside = await store.all('aside');
  const {sent_at: exportedAt, mono, session} = sending();
  const payload = {exported_at: exportedAt, mono, session, items: items.map(sync.item), aside: aside.map(sync.item)};
  const file = await signFile(JSON.stringify(payload), does.paired);
  const href = URL.createObjectURL(new Blob([JSON.stringify(file)], {type: 'application/json'}));
  const name = `hailong-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}.json`;
  el('a', {href, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
  return t('exported', {number: items.length, aside: aside.length});
}

async function test() {
  try {
    return t('network-good', {number: await ping()});
  } catch {
    return t('network-none');
  }
}

async function send() {
  await sync.run();
  const {queue} = await answers.standing();
  return sync.state.trouble ? t('not-sent', {why: sync.state.trouble}) : t('sent-now', {number: queue});
}

async function protect() {
  return t((await device.persist()) ? 'storage-safe' : 'storage-not');
}

async function facts() {
  const {queue, aside, unsaved} = await answers.standing();
  const {storage_used: used, storage_quota: quota} = await device.storage();
  const {device: own, place} = settings.config ?? {};
  const {last} = sync.state;
  const size = used === null ? '–' : `${(used / MIB).toFixed(1)} / ${(quota / MIB).toFixed(0)} MiB`;
  return [
    ['fact-device', own ? `${own.name} (${own.code})` : '–'],
    ['fact-place', place ? [...new Set([place.title, place.unit])].join(', ') : '–'],
    ['fact-queue', String(queue)],
    ['fact-unsaved', String(unsaved)],
    ['fact-aside', String(aside)],
    ['fact-sent', last ? `${new Date(last).toLocaleDateString(spoken())} ${clockTime(last)}` : t('strip-never')],
    ['fact-clock', skew() === null ? '–' : `${Math.round(skew() / 1000)} s`],
    ['fact-storage', `${size} · ${t(device.persisted ? 'storage-kept' : 'storage-clearable')}`],
    ['fact-version', version],
  ];
}

function deed(words, work, said) {
  const tap = async ({currentTarget}) => {
    wait();
    currentTarget.disabled = true;
    said.textContent = t('working');
    said.textContent = await work().catch((error) => error.message);
    currentTarget.disabled = false;
    currentTarget.focus();
  };
  return button(t(words), tap);
}

/** Pairing anew takes two taps: it puts the tablet out of service. */
function repair(said) {
  let sure = false;
  const tap = ({currentTarget}) => {
    wait();
    if (sure) {
      clearTimeout(timer);
      return does.repair();
    }
    sure = true;
    currentTarget.textContent = t('repair-sure');
    said.textContent = t('repair-what');
  };
  return button(t('repair'), tap, {class: 'button light'});
}

function choice(name, options, now, choose) {
  const made = options.map(([value, words]) => el('button', {
    type: 'button', class: 'switch', 'aria-pressed': String(value === now), tap: async () => {
      wait();
      await choose(value);
      menu();
    },
  }, words));
  return el('div', {class: 'choice', role: 'group', 'aria-label': t(name)}, el('h2', null, t(name)), made);
}

function choices() {
  const {language, hand, contrast} = device.preferences;
  const prefer = (key) => async (value) => {
    await device.prefer({[key]: value});
    document.documentElement.dataset[key] = value;
  };
  const speakFirst = async (value) => {
    await device.prefer({language: value});
    greetIn(value);
  };
  return el('div', {class: 'choices'},
    choice('first-language', Object.entries(names()), language ?? spoken(), speakFirst),
    choice('hand', [['left', t('left')], ['right', t('right')]], hand, prefer('hand')),
    choice('contrast', [['normal', t('normal')], ['high', t('high')]], contrast, prefer('contrast')));
}

async function menu() {
  wait();
  const said = el('p', {class: 'said', role: 'status'});
  const list = (await facts()).map(([name, value]) => el('div', null, el('dt', null, t(name)), el('dd', null, value)));
  const full = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  };
  mount({
    kind: 'menu', title: t('service'), parts: [el('main', null,
      el('div', {class: 'top'}, h1(t('service')), button(t('close'), leave)),
      el('dl', null, list), said,
      el('div', {class: 'deeds'},
        deed('send-now', send, said), deed('test-network', test, said), deed('export', save, said),
        deed('storage-ask', protect, said), button(t('full-screen'), full), repair(said)),
      choices())],
  });
}
