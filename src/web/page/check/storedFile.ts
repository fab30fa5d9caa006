import { OLDER_WEAVIATE_VERSION } from '../../../facts/versions.ts';
import { KINDS, type Kind } from '../../../lint/rule.ts';

/** The file in the editor. */
export interface EditedFile {
  readonly name: string;
  readonly text: string;
  /** The kind that the user has chosen; undefined to detect it. */
  readonly kind: Kind | undefined;
}

/**
 * A Compose file with mistakes, most of which can be fixed. It has no name, because the name decides the kind: another
 * kind of file may be pasted over it.
 */
export const EXAMPLE: EditedFile = {
  name: '',
  kind: undefined,
  text: `services:
  weaviate:
    image: cr.weaviate.io/semitechnologies/weaviate:${OLDER_WEAVIATE_VERSION}
    ports:
      - 8080:8080
    environment:
      ENABLE_MODULES: multi2vec-bind
      BIND_INFERENCE_API: localhost:8080
      PERSISTENCE_DATA_PATH: /var/lib/weaviate
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "true"
    depends_on:
      - multi2vec-bind
  multi2vec-bind:
    image: cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind
    environment:
      ENABLE_CUDA: "1"
    mem_limit: 4g
`,
};

const KEY = 'bindstack-file';

/** Reads what `storedText` has written; undefined if it is something else. */
export function parseStored(stored: string | null): EditedFile | undefined {
  if (stored === null) return undefined;
  try {
    const { name, text, kind } = JSON.parse(stored) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof text !== 'string') return undefined;
    return { name, text, kind: KINDS.find((one) => one === kind) };
  } catch {
    return undefined;
  }
}

/** The file from before the page was reloaded, or else the example. */
export function initialFile(): EditedFile {
  try {
    return parseStored(sessionStorage.getItem(KEY)) ?? EXAMPLE;
  } catch {
    // The browser blocks storage, for example all cookies and site data.
    return EXAMPLE;
  }
}

/** Keeps the file over a reload, in this tab only. */
export function storeFile(file: EditedFile): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(file));
  } catch {
    // Blocked, or too large: then an older text must not come back.
    removeStored();
  }
}

function removeStored(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Blocked: nothing is stored.
  }
}
