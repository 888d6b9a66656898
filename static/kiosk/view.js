// Making the screen: from elements and text only, and always from nothing, so that no person sees another's traces.

const SVG = 'http://www.w3.org/2000/svg';
const MOUTHS = {
  1: 'M9 24Q16 14 23 24', 2: 'M10 23Q16 18 22 23', 3: 'M10 21.5H22', 4: 'M10 20Q16 25 22 20', 5: 'M9 19Q16 29 23 19',
};
// A second touch of a trembling or impatient finger must not answer the question that has just appeared.
const CALM_MS = 400;

function fill(element, given, children) {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'tap') element.addEventListener('click', value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const el = (tag, given, ...children) => fill(document.createElement(tag), given, children);
export const drawn = (tag, given, ...children) => fill(document.createElementNS(SVG, tag), given, children);

export function button(words, tap, given = {}) {
  return el('button', {type: 'button', class: 'button', tap, ...given}, words);
}

export function face(mark) {
  const eyes = [11, 21].map((cx) => drawn('circle', {class: 'eye', cx, cy: 12.5, r: 1.9}));
  return drawn('svg', {class: 'face', viewBox: '0 0 32 32', 'aria-hidden': 'true'},
    drawn('circle', {cx: 16, cy: 16, r: 14}), eyes, drawn('path', {d: MOUTHS[mark]}));
}

/** A ring that empties, with its number; `ring.tell(left, of)` moves it. */
export function ring() {
  const number = drawn('text', {x: 22, y: 22, class: 'left'});
  const arc = drawn('circle', {class: 'arc', cx: 22, cy: 22, r: 19, pathLength: 100});
  const made = drawn('svg', {class: 'ring', viewBox: '0 0 44 44', 'aria-hidden': 'true'},
    drawn('circle', {class: 'rail', cx: 22, cy: 22, r: 19}), arc, number);
  made.tell = (left, of) => {
    number.textContent = Math.ceil(left);
    arc.setAttribute('stroke-dashoffset', String(of ? 100 - (100 * left) / of : 100));
  };
  return made;
}

/** Draw a code from its path. */
export function code({size, path}, name) {
  return drawn('svg', {class: 'code', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': name},
    drawn('path', {d: path}));
}

/** Show a screen in place of the one before; nothing of that one remains. */
export function mount({kind, title, parts, focus = true, pause = false}) {
  const body = document.createElement('body');
  body.className = kind;
  body.append(...parts.filter(Boolean));
  document.documentElement.replaceChild(body, document.body);
  document.title = title;
  getSelection()?.removeAllRanges();
  scrollTo(0, 0);
  if (focus) body.querySelector('h1')?.focus();
  if (pause) calm(body);
}

function calm(body) {
  const marks = [...body.querySelectorAll('[data-mark]')];
  for (const one of marks) one.disabled = true;
  setTimeout(() => {
    for (const one of marks) one.disabled = false;
  }, CALM_MS);
}

export const h1 = (text, given) => el('h1', {tabindex: -1, ...given}, text);
