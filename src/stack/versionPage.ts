import { BORDER_MEANINGS } from './borderMeanings.ts';
import {
  CHART_VERSION,
  INFERENCE_TAG,
  NEWER_WEAVIATE_VERSION,
  OLDER_WEAVIATE_VERSION,
  STUB_NODE_IMAGE,
  WEAVIATE_BORDERS,
  WEAVIATE_VERSION,
} from './versions.ts';

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
    BORDER_MEANINGS[name as keyof typeof WEAVIATE_BORDERS],
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
