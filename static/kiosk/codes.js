// Bytes as letters, and the identifiers this tablet makes.

const UTF8 = new TextEncoder();

export const bytes = (text) => UTF8.encode(text);

export function base64url(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Read base64 of either alphabet. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

export function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const sha256 = (data) => crypto.subtle.digest('SHA-256', data);

/** A UUID of version 7: it begins with the moment, so that the order of ids is the order of taps. */
export function uuid7(ms) {
  const made = crypto.getRandomValues(new Uint8Array(16));
  let rest = Math.max(0, Math.floor(ms));
  for (let place = 5; place >= 0; place--) {
    made[place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  made[6] = 0x70 | (made[6] & 0x0f);
  made[8] = 0x80 | (made[8] & 0x3f);
  return hex(made).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
