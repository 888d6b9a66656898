// Reading a question aloud, where the office recorded a voice for it. None is shipped; the place for it is.

import {drawn, el} from './view.js';
import {t, voice} from './words.js';

let playing = null;

export function hush() {
  playing?.pause();
  playing = null;
}

export function player(code) {
  const address = voice(code);
  if (!address) return null;
  const tap = () => {
    hush();
    playing = new Audio(address);
    playing.play().catch(hush);
  };
  return el('button', {type: 'button', class: 'listen', tap},
    drawn('svg', {viewBox: '0 0 24 24', 'aria-hidden': 'true'},
      drawn('path', {d: 'M4 9v6h4l5 4V5L8 9zM16 8.5a5 5 0 0 1 0 7M18.5 6a8.5 8.5 0 0 1 0 12'})),
    el('span', null, t('listen')));
}
