import { isWebOrigin } from '../formats/addresses.ts';

/* Variables that Weaviate reads, and what their values mean to it. */

/** Weaviate reads `on`, `enabled`, `1` and `true` in any case as true, all else as false (entities/config/helpers.go). */
export function isOn(value: string | undefined): boolean {
  return ['on', 'enabled', '1', 'true'].includes((value ?? '').toLowerCase());
}

export const ANONYMOUS_VARIABLE = 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED';
export const OPEN_ID_VARIABLE = 'AUTHENTICATION_OIDC_ENABLED';

/** What Weaviate reads the keys from that it accepts. */
export const KEY_LIST_VARIABLE = 'AUTHENTICATION_APIKEY_ALLOWED_KEYS';

/** Name, in `.env`, of the key that clients send. */
export const API_KEY_VARIABLE = 'WEAVIATE_API_KEY';

/** Where the containers keep data: the volume's mount point, as in the chart. */
export const CONTAINER_DATA_PATH = '/var/lib/weaviate';

/** The variable that Weaviate reads; unset or empty it means `*` (usecases/config/environment.go parseCORSConfig). */
export const CORS_VARIABLE = 'CORS_ALLOW_ORIGIN';

/**
 * Closes Weaviate to web pages. Weaviate sends the text as it is in `Access-Control-Allow-Origin`, and no page has
 * this origin. Empty means `*`, and the text `null` lets in every page that is in a sandboxed frame.
 */
export const CLOSED_CORS_ORIGIN = 'none';

/**
 * Which web pages a value lets in: any, the one that it names, or none. `unusable` is a value that names pages and
 * lets none of them in: Weaviate answers every request with the whole text (rest/middlewares.go addPreflight), and
 * browsers accept one origin there, no list, no pattern and no path (measured with 1.38.14 and 1.39.3).
 */
export function corsAccess(value: string | undefined): 'any' | 'one' | 'closed' | 'unusable' {
  const text = value ?? '';
  if (text === '' || text === '*' || text === 'null') return 'any';
  if (isWebOrigin(text)) return 'one';
  return /^[\w-]+$/.test(text) && text !== 'localhost' ? 'closed' : 'unusable';
}
