// What the page says, in four languages; questions bring their own words.

let all = {};
let voices = {};
let own = {};
let plain = 'vi';
let now = 'vi';
export const version = document.documentElement.dataset.version;

export async function load() {
  const answer = await fetch(`/kiosk/words.json?v=${version}`);
  ({words: all, voices, names: own} = await answer.json());
}

/** Give an interface text; %(name)s takes a value. */
export function t(key, values = {}) {
  const text = all[now]?.[key] ?? all.vi?.[key] ?? key;
  return text.replace(/%\((\w+)\)s/g, (_, name) => values[name]).replaceAll('%%', '%');
}

/** Give a text that came in several languages. */
export const say = (texts) => texts[now] ?? texts.vi ?? Object.values(texts)[0] ?? '';

/** Give what each language calls itself. */
export const names = () => own;
export const spoken = () => now;
export const standard = () => plain;

/** Speak a language from now on. */
export function speak(language) {
  now = all[language] ? language : plain;
  document.documentElement.lang = now;
}

/** Choose the language every person is met with. */
export function greetIn(language) {
  plain = all[language] ? language : 'vi';
  speak(plain);
}

/** Give the address of the recorded voice of a text, where the office recorded one. */
export const voice = (code) => voices[now]?.[code] ?? null;
