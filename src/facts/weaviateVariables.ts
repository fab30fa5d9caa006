import { isWebOrigin } from '../formats/addresses.ts';

/* Variables that Weaviate reads, and how it interprets their values. */

/** Whether Weaviate reads a value as true: `on`, `enabled`, `1` or `true` in any case (entities/config/helpers.go). */
export function isOn(value: string | undefined): boolean {
  return ['on', 'enabled', '1', 'true'].includes((value ?? '').toLowerCase());
}

export const ANONYMOUS_VARIABLE = 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED';
export const OPEN_ID_VARIABLE = 'AUTHENTICATION_OIDC_ENABLED';

/** The variable with the API keys that Weaviate accepts. */
export const KEY_LIST_VARIABLE = 'AUTHENTICATION_APIKEY_ALLOWED_KEYS';

/** The variable in `.env` with the API key that clients send. */
export const API_KEY_VARIABLE = 'WEAVIATE_API_KEY';

/** The data directory in the container, where the volume is mounted, as in the chart. */
export const CONTAINER_DATA_PATH = '/var/lib/weaviate';

/** Where Weaviate in a container writes backups to a volume or a directory: not inside the data directory. */
export const CONTAINER_BACKUPS_PATH = '/var/lib/weaviate-backups';

/** The path of a key file for Google Cloud (cloud.google.com/docs/authentication/application-default-credentials). */
export const GOOGLE_KEY_VARIABLE = 'GOOGLE_APPLICATION_CREDENTIALS';

/** Where the key file is mounted: as in the chart (weaviate-helm templates/weaviateStatefulset.yaml). */
export const CONTAINER_GOOGLE_KEY_FILE = '/etc/gcp/credentials.json';

/** If unset or empty, Weaviate allows `*` (usecases/config/environment.go parseCORSConfig). */
export const CORS_VARIABLE = 'CORS_ALLOW_ORIGIN';

/** Multiplies the heartbeat, election and lease timeouts (cluster/store.go raftConfig). */
export const RAFT_TIMEOUTS_VARIABLE = 'RAFT_TIMEOUTS_MULTIPLIER';

/**
 * Blocks all web pages. Weaviate sends the value unchanged in `Access-Control-Allow-Origin`, and no page has this
 * origin. An empty value means `*`, and `null` would allow every page in a sandboxed frame.
 */
export const CLOSED_CORS_ORIGIN = 'none';

/**
 * Which web pages a value of `CORS_ALLOW_ORIGIN` allows: any, one or none. `unusable` is a value that is meant to allow
 * pages but allows none: Weaviate responds with the whole text (rest/middlewares.go addPreflight), and browsers accept
 * only a single origin there, not a list, a pattern or a path (measured with 1.38.14 and 1.39.3).
 */
export function corsAccess(value: string | undefined): 'any' | 'one' | 'closed' | 'unusable' {
  const text = value ?? '';
  if (text === '' || text === '*' || text === 'null') return 'any';
  if (isWebOrigin(text)) return 'one';
  return /^[\w-]+$/.test(text) && text !== 'localhost' ? 'closed' : 'unusable';
}
