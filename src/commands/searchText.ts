import { visible, visibleLine } from '../formats/presentable.ts';
import { cellsOf } from '../formats/textWidth.ts';
import type { Hit } from '../search/hit.ts';
import { fileLink } from '../terminal/link.ts';
import type { Output } from '../terminal/output.ts';

/** Columns of the words that are shown of a text; `--verbose` shows all. */
const WORDS = 150;

/**
 * The hits as aligned rows: distance, kind, moment, path; the words of a text below its path.
 * @param files where the files are on this machine, by path; these are links
 */
export function hitLines(
  hits: readonly Hit[],
  colors: Output['colors'],
  verbose: boolean,
  files: ReadonlyMap<string, string> = new Map(),
): string[] {
  const rows = hits.map((hit) => [closeness(hit), kindText(hit), moment(hit)] as const);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return hits.flatMap((hit, index) => {
    const cells = (rows[index] ?? []).flatMap((cell, column) =>
      widths[column] === 0 ? [] : [cell.padEnd(widths[column] ?? 0)],
    );
    const [first = '', ...others] = cells;
    const start = [colors.dim(first), ...others].join('  ');
    const hang = ' '.repeat(cells.join('  ').length);
    const below = (text: string) => `${hang}  ${colors.dim(text)}`;
    return [
      `${start}  ${colors.bold(linkedName(hit, files, index))}`,
      ...(hit.text === undefined ? [] : [below(words(hit.text, verbose))]),
      ...(verbose ? details(hit).map(below) : []),
    ];
  });
}

/** The path; the title of an object that an older client imported. */
const nameOf = ({ path, title, id }: Hit): string => path ?? title ?? id;

function linkedName(hit: Hit, files: ReadonlyMap<string, string>, index: number): string {
  const name = visible(nameOf(hit));
  const file = files.get(hit.path ?? '');
  return file === undefined ? name : fileLink(name, file, index);
}

function closeness({ distance, score }: Hit): string {
  const number = distance ?? score;
  return number === undefined ? '–' : number.toFixed(4);
}

const kindText = ({ kind, vector }: Hit): string => kind ?? vector ?? '';

/** `1:02–1:08`. A recording in one part has none. */
export function moment({ start, end, parts }: Pick<Hit, 'start' | 'end' | 'parts'>): string {
  if (start === undefined || end === undefined || parts === 1) return '';
  return `${clock(start)}–${clock(end)}`;
}

/** `1:02`, `1:00:02`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (number: number) => `${number}`.padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** The words on one line, cut where there is no room. */
function words(text: string, verbose: boolean): string {
  const line = visibleLine(text).replace(/\s+/g, ' ');
  if (verbose || line.length <= WORDS) return line;
  let width = 0;
  const cells = cellsOf(line.slice(0, WORDS)).filter((cell) => {
    width += cell.width;
    return width < WORDS;
  });
  return `${cells
    .map((cell) => cell.text)
    .join('')
    .trimEnd()}…`;
}

function details({ id, vector, part, parts, taken, camera, duration, size }: Hit): string[] {
  const facts = [
    part !== undefined && parts !== undefined && parts > 1 ? `part ${part + 1} of ${parts}` : undefined,
    vector === undefined ? undefined : `vector ${vector}`,
    taken === undefined ? undefined : `taken ${taken}`,
    camera === undefined ? undefined : visibleLine(camera),
    duration === undefined ? undefined : `${Number(duration.toFixed(1))} s long`,
    size === undefined ? undefined : `${size.toLocaleString('en-US')} bytes`,
  ].filter((fact) => fact !== undefined);
  return [`id ${id}`, ...(facts.length > 0 ? [facts.join(', ')] : [])];
}
