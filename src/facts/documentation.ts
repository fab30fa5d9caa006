import { MINIMUM_VERSION_MEANINGS, MINIMUM_VERSIONS } from './minimumVersions.ts';
import {
  CHART_VERSION,
  INFERENCE_TAG,
  OLDER_WEAVIATE_VERSION,
  STUB_NODE_IMAGE,
  SUPPORTED_WEAVIATE_SERIES,
  WEAVIATE_VERSION,
} from './versions.ts';

/** The generated part of docs/versions.md, as Markdown. */
export function versionTables(): string {
  const pins = [
    ['Weaviate server', `\`${WEAVIATE_VERSION}\``, '`weaviate.tag`'],
    ['inference image', `\`${INFERENCE_TAG}\``, '`inference.tag`'],
    ['Helm chart', `\`${CHART_VERSION}\``, '`kubernetes.chartVersion`'],
    ['Node image of the stub', `\`${STUB_NODE_IMAGE}\``, ''],
  ];
  const minimums = Object.entries(MINIMUM_VERSIONS)
    .map(([name, versions]) => [
      versions.join(', '),
      MINIMUM_VERSION_MEANINGS[name as keyof typeof MINIMUM_VERSIONS],
    ])
    .sort(([a = ''], [b = '']) => a.localeCompare(b, 'en', { numeric: true }));
  return [
    '| what | default | option |',
    '|---|---|---|',
    ...pins.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    tested(),
    '',
    '| Weaviate from | what changes |',
    '|---|---|',
    ...minimums.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

/** Which of the releases that Weaviate supports the tests run on. */
function tested(): string {
  const versions = [OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION];
  const series = versions.map((version) => version.replace(/\.\d+$/, ''));
  const others = SUPPORTED_WEAVIATE_SERIES.filter((supported) => !series.includes(supported));
  return [
    `The tests run on Weaviate ${versions.join(' and ')}, the newest releases they can build from source.`,
    `Weaviate supports ${SUPPORTED_WEAVIATE_SERIES.join(', ')} (release notes, November 2026); older series get no fixes.`,
    ...(others.length > 0 ? [`${others.join(', ')} is not tested yet.`] : []),
    `Later patches of ${series.join(' and ')} contain fixes: choose one with \`--weaviate-tag\`.`,
  ].join(' ');
}
