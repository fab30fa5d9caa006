import { at, entriesOf, type Located, textOf } from '../../yaml/located.ts';
import type { CollectionDefinition } from './collectionDefinition.ts';
import { read, readEntry } from './goKeys.ts';

/** An index of a collection with its settings, whatever makes its vectors. */
export interface VectorIndex {
  /** As it is written; undefined where nothing is said, which is hnsw unless DEFAULT_VECTOR_INDEX says otherwise. */
  readonly type: string | undefined;
  /** Where the type is written. */
  readonly written: Located | undefined;
  /** `vectorIndexConfig`, or the part of a dynamic index. Its keys are those of a map: case counts. */
  readonly config: Located | undefined;
  /** It is one of the two of a dynamic index, which exists with ASYNC_INDEXING only. */
  readonly ofDynamic: boolean;
}

function indexesOf(holder: Located): VectorIndex[] {
  const written = readEntry(holder, 'vectorIndexType')?.value;
  const config = read(holder, 'vectorIndexConfig');
  const type = textOf(written) || undefined;
  if (type !== 'dynamic') return [{ type, written, config, ofDynamic: false }];
  return ['hnsw', 'flat'].map((part) => ({ type: part, written, config: at(config, part), ofDynamic: true }));
}

/** Every index of a collection: of its named vectors, or of its one vector; a dynamic index as its two. */
export function vectorIndexesOf({ root }: CollectionDefinition): VectorIndex[] {
  const named = [...entriesOf(read(root, 'vectorConfig')).values()].map(({ value }) => value);
  return [root, ...named].flatMap(indexesOf);
}

/** Whether a compression is switched on: only a boolean counts. */
export function isEnabled(compression: Located | undefined): boolean {
  const enabled = at(compression, 'enabled');
  return enabled?.kind === 'scalar' && enabled.value === true;
}
