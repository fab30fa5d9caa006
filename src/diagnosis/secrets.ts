const MASK = '***';

// Keys with blanks are one of the faults that are told here, so that the rest of the line goes. What Compose says
// of a variable that has no value (`…ALLOWED_KEYS: required variable …`) holds no secret.
const KEY_LIST = /(ALLOWED_KEYS["']?[ \t]{0,9}[=:](?![ \t]*required variable )[ \t]{0,9}).+$/gim;
const NAMED =
  /((?:API_?KEY|PASSWORD|PASSWD|SECRET|TOKEN|ACCESS_KEY)(?:_ID)?["']?[ \t]{0,9}[=:](?![ \t]*required variable )[ \t]{0,9}["']?)[^\s"',;}]+/gi;
// `no basic auth credentials` is what the engine says of a registry that wants a login.
const AUTHORIZATION = /((?:Bearer|Basic)[ \t]{1,9})(?!auth credentials)[^\s"',;}]+/gi;
const USER_IN_URL = /(:\/\/)[^\s/@]{1,200}@/g;

/** A text of a log without the values of keys and passwords. */
export function masked(text: string): string {
  return text
    .replace(KEY_LIST, `$1${MASK}`)
    .replace(NAMED, `$1${MASK}`)
    .replace(AUTHORIZATION, `$1${MASK}`)
    .replace(USER_IN_URL, `$1${MASK}@`);
}
