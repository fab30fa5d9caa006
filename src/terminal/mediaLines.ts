import type { LeftOut } from '../smoke/own/mediaFolder.ts';
import type { MediaReport, Neighbour, OwnMedium } from '../smoke/own/mediaReport.ts';
import type { SmokeReport } from '../smoke/report.ts';
import type { Output } from './output.ts';

type Colors = Output['colors'];

/** Width of the longest modality. */
const KIND_WIDTH = 7;

/** Names of files that are listed before they are only counted. */
const MOST_NAMES = 5;

/** What was found wrong with files, and what was left out. */
export function findingLines({ findings, leftOut }: MediaReport, colors: Colors): string[] {
  const lines = findings.flatMap(({ file, severity, message, reason, suggestion }) => [
    `${severity === 'error' ? colors.red('error:') : colors.yellow('warning:')} ${file} ${message}`,
    `    ${reason}`,
    `    ${colors.dim('try:')} ${suggestion}`,
  ]);
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return [...lines, ...reasons.map((reason) => colors.dim(leftOutLine(leftOut, reason)))];
}

function leftOutLine(leftOut: readonly LeftOut[], reason: string): string {
  const files = leftOut.filter((one) => one.reason === reason).map(({ file }) => file);
  const more = files.length > MOST_NAMES ? ` and ${files.length - MOST_NAMES} more` : '';
  return `left out: ${files.slice(0, MOST_NAMES).join(', ')}${more} (${reason})`;
}

/** What was found: for each medium and each query the nearest, by modality. */
export function mediaLines({ media, inference }: SmokeReport, colors: Colors): string[] {
  const { imported = [], queries = [] } = media ?? {};
  if (imported.length === 0) return [];
  return [
    ...(inference.stub ? [colors.dim('distances of the stand-in, not of ImageBind: they mean nothing')] : []),
    ...imported.flatMap((medium) => [
      `${medium.name}${kindOf(medium, colors)}`,
      ...nearest(medium.nearest, colors),
    ]),
    ...queries.flatMap(({ query, modality, nearest: found }) => [
      `${colors.bold(`query: ${query}`)}${colors.dim(` (${modality})`)}`,
      ...nearest(found, colors),
    ]),
  ];
}

function kindOf({ modality }: OwnMedium, colors: Colors): string {
  return modality === null ? '' : colors.dim(` (${modality})`);
}

function nearest(found: readonly Neighbour[], colors: Colors): string[] {
  if (found.length === 0) return [colors.dim('    nothing else')];
  return found.map(({ name, modality, distance }) => {
    const shown = Math.max(0, distance).toFixed(4);
    return `    ${shown}  ${colors.dim((modality ?? '').padEnd(modality === null ? 0 : KIND_WIDTH))} ${name}`;
  });
}
