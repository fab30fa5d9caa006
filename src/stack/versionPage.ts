import { BORDER_MEANINGS } from './borderMeanings.ts';
import {
  CHART_VERSION,
  INFERENCE_TAG,
  OLDER_WEAVIATE_VERSION,
  STUB_NODE_IMAGE,
  SUPPORTED_WEAVIATE_SERIES,
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
    `Every check of the smoke test passes with Weaviate ${OLDER_WEAVIATE_VERSION} and ${WEAVIATE_VERSION}, the newest releases that the tests can build (newer ones need a Go module that the module proxy does not serve yet). Weaviate supports ${SUPPORTED_WEAVIATE_SERIES.join(', ')}; older series get no fixes (its release notes, November 2026). A newer patch of a supported series is safe to choose: \`--weaviate-tag\`.`,
    '',
    '| Weaviate from | what changes |',
    '|---|---|',
    ...borders.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}
