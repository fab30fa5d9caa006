import { type CST, isScalar, Parser } from 'yaml';
import { RecentCache } from './cache.ts';
import { type Part, parseSource, parseSources, parseText, type Source } from './source.ts';

interface Region {
  readonly start: number;
  readonly end: number;
}

/** Matches a `---` line, or a `...` line that ends a document. A text without one is a single document. */
const DOCUMENT_START = /^(?:---|\.\.\.)(?:\s|$)/m;

/** The regions of the documents in a file, each including its `---`. */
function documentRegions(text: string): Region[] {
  if (!DOCUMENT_START.test(text)) return [{ start: 0, end: text.length }];
  return regions.of(text, () => {
    const tokens = [...new Parser().parse(text)];
    const starts = tokens
      .filter(({ type }) => type === 'document')
      .map((token) => (token as CST.Document).offset);
    return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
  });
}

const regions = new RecentCache<Region[]>();

/**
 * The text with everything outside a region replaced by spaces. Offsets, lines and columns stay the same, and the
 * indentation of the region is still valid YAML.
 */
function isolateRegion(text: string, { start, end }: Region): string {
  const blank = (part: string) => part.replace(/[^\r\n]/g, ' ');
  return blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end));
}

/** The lines of a literal block scalar; undefined if the path leads to another value. */
function blockRegion(text: string, block: NonNullable<Part['block']>): Region | undefined {
  const node = parseText(text).document.getIn(block, true);
  if (!isScalar(node) || node.type !== 'BLOCK_LITERAL' || !node.range) return undefined;
  const [header, end] = node.range;
  const start = text.indexOf('\n', header) + 1;
  return start === 0 || start > end ? undefined : { start, end };
}

function regionOf(text: string, { document, block }: Part): Region | undefined {
  const region = documentRegions(text)[document];
  return block && region ? blockRegion(isolateRegion(text, region), block) : region;
}

/** The text with everything outside a part replaced by spaces; undefined if there is no such part. */
export function isolatePart(text: string, part: Part): string | undefined {
  const region = regionOf(text, part);
  return region && isolateRegion(text, region);
}

/** The text before and after a part, which a change to the part must not touch. */
export function outsidePart(text: string, part: Part): readonly [string, string] | undefined {
  const region = regionOf(text, part);
  return region && [text.slice(0, region.start), text.slice(region.end)];
}

/** Parses a part of a file. Places refer to the whole file. Undefined if there is no such part. */
export function parsePart(name: string, text: string, part: Part): Source | undefined {
  const alone = isolatePart(text, part);
  return alone === undefined ? undefined : { ...parseSource(name, alone), text, part };
}

/** Whether a text contains more than one document. */
export function hasSeveralDocuments(text: string): boolean {
  return documentRegions(text).length > 1;
}

/** Every document of a file. */
export function parseDocuments(source: Source): Source[] {
  const { name, text } = source;
  const sources = DOCUMENT_START.test(text) ? parseSources(name, text) : [];
  return sources.length < 2 ? [source] : sources;
}
