import {
  CHART_VERSION,
  INFERENCE_TAG,
  NEWER_WEAVIATE_VERSION,
  OLDER_WEAVIATE_VERSION,
  STUB_NODE_IMAGE,
  WEAVIATE_BORDERS,
  WEAVIATE_VERSION,
} from './versions.ts';

/** What each border of the Weaviate server means to a stack with multi2vec-bind. */
const MEANINGS: Readonly<Record<keyof typeof WEAVIATE_BORDERS, string>> = {
  bindModule: 'has the module `multi2vec-bind`; below, bindstack refuses',
  namedVectors:
    'has named vectors; below, `collection.json` has the one vector of that time, and `separate` is refused',
  raft: 'keeps its schema by Raft: the name of the node (`CLUSTER_HOSTNAME`) belongs to its data',
  sortedProperties: 'vectorizes the fields of an object in alphabetical order; below, in any order',
  blobHash: 'has the data type `blobHash`',
  reservedSuffixes: 'refuses property names that end like those of internal indexes',
  dialGuard: '`MODULES_VALIDATE_BASE_URL` also guards connections to inference servers',
  clients:
    'is the oldest that the clients talk to (TypeScript 3.9, Python 4.23 and newer); below, bindstack warns',
  collectionWithoutTextAndImage: 'takes a collection with neither text nor image fields',
};

/** The tables of the page about versions, as Markdown. */
export function versionTables(): string {
  const pins = [
    ['Weaviate server', `\`${WEAVIATE_VERSION}\``, '`weaviate.tag`'],
    ['inference image', `\`${INFERENCE_TAG}\``, '`inference.tag`'],
    ['Helm chart', `\`${CHART_VERSION}\``, '`kubernetes.chartVersion`'],
    ['Node image of the stand-in', `\`${STUB_NODE_IMAGE}\``, ''],
  ];
  const borders = Object.entries(WEAVIATE_BORDERS).map(([name, versions]) => [
    versions.join(', '),
    MEANINGS[name as keyof typeof WEAVIATE_BORDERS],
  ]);
  return [
    '| what | default | option |',
    '|---|---|---|',
    ...pins.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `The smoke test is proven with Weaviate ${OLDER_WEAVIATE_VERSION}, ${WEAVIATE_VERSION} and ${NEWER_WEAVIATE_VERSION}.`,
    '',
    '| Weaviate from | what changes |',
    '|---|---|',
    ...borders.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}
