import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { isStubModel } from '../facts/imageBind/serverErrors.ts';
import { MODALITIES, type Modality } from '../facts/modalities.ts';
import { didYouMean } from '../formats/nearest.ts';
import { fileOf, importedFolders } from '../import/importedFolders.ts';
import { openMediaTools } from '../media/tools.ts';
import type { FlagValues } from '../options/flags.ts';
import { findNear } from '../search/findNear.ts';
import { objectNear } from '../search/findObject.ts';
import type { Hit } from '../search/hit.ts';
import { type FileQuery, type Given, queryOfFile, readGiven } from '../search/readQuery.ts';
import { readCollection, type SearchedCollection } from '../search/searchedCollection.ts';
import { showsLinks } from '../terminal/link.ts';
import { modelOf, readMeta } from '../weaviate/meta.ts';
import type { Near } from '../weaviate/near.ts';
import { countObjects } from '../weaviate/objectCount.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { serverFailure } from '../weaviate/serverFailure.ts';
import { waitDescription } from '../weaviate/timeLimits.ts';
import { stackOfFiles } from './configOfRunning.ts';
import { hitLines } from './searchText.ts';
import { type ConnectionOptions, withWeaviate } from './weaviateServer.ts';

export interface SearchOptions extends ConnectionOptions {
  readonly kind?: readonly string[];
  readonly limit: string;
  readonly near?: string;
  readonly hybrid?: boolean;
  /** Show the hits on the page of `explore`. */
  readonly open?: boolean;
  readonly verbose?: boolean;
}

type SearchContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>;

/** `bindstack search`: finds the objects that are nearest to a text, a file or another object. */
export async function search(
  context: SearchContext,
  flags: FlagValues,
  options: SearchOptions,
  words?: string,
): Promise<void> {
  const { out, cwd } = context;
  const given = givenQuery(words, options, cwd);
  const kinds = kindsOf(options.kind ?? []);
  const limit = limitOf(options.limit);
  const { hybrid = false, verbose = false } = options;
  if (options.open) {
    const { openExplorer } = await import('./explore.ts');
    return openExplorer(context, flags, { ...options, port: '0', open: true }, { given, kinds, hybrid });
  }
  const { target, config, start } = await stackOfFiles('search', context, flags, options);
  const file = 'file' in given ? await fileQuery(context, given, words ?? '') : undefined;
  for (const note of file?.notes ?? []) out.warn(note);
  const found = await withWeaviate(context, flags, config, options, target, async (server, signal) => {
    const step = out.step(waitText(given, file), { brief: true });
    try {
      const [collection, meta] = await Promise.all([
        readCollection(server, config.collection.name, signal),
        readMeta(server, signal),
      ]);
      const isStub = isStubModel(modelOf(meta));
      const near = file?.near ?? (await nearOf(server, collection, given, signal));
      const hits = await findNear(server, collection, near, { kinds, limit, hybrid, signal });
      if (hits.length === 0) await rejectEmpty(server, collection, signal);
      return { hits, isStub, collection };
    } catch (error) {
      signal.throwIfAborted();
      throw serverFailure(error, 'cannot search', { http: server.http, start });
    } finally {
      step.drop();
    }
  });
  const asLinks = out.isTerminal && showsLinks(context.env);
  const files = asLinks || out.json ? await filesOf(found.hits, cwd, found.collection.name) : new Map();
  show(context, {
    ...found,
    files,
    hybrid,
    kinds,
    verbose,
    kind: file?.kind ?? ('text' in given ? 'text' : undefined),
  });
}

interface Found {
  readonly hits: readonly Hit[];
  /** Where their files are on this machine, by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly isStub: boolean;
  readonly collection: SearchedCollection;
  readonly hybrid: boolean;
  readonly kinds: readonly Modality[];
  readonly verbose: boolean;
  /** Of the query; undefined for an object. */
  readonly kind: Modality | undefined;
}

function show({ out }: Pick<Context, 'out'>, found: Found): void {
  const { hits, isStub, collection, kind, verbose } = found;
  if (out.json) {
    out.report({
      collection: collection.name,
      kind: kind ?? null,
      stub: isStub,
      hits: hits.map((hit) => hitJson(hit, found.files)),
    });
    return;
  }
  for (const line of hitLines(hits, out.dataColors, verbose, found.files)) out.linked(line);
  if (hits.length === 0) out.say('Nothing was found.');
  if (isStub && hits.length > 0) {
    out.say(out.colors.yellow('The stub computed these distances, not ImageBind: they have no meaning.'));
  } else if (onlyOwnKind(found)) {
    out.say(
      `A ${kind} is nearer to every ${kind} than to other media; to see others, --kind ${otherKinds(found).join(',')}`,
    );
  }
}

async function filesOf(hits: readonly Hit[], cwd: string, collection: string): Promise<Found['files']> {
  const folders = await importedFolders(cwd, collection);
  const paths = [...new Set(hits.flatMap(({ path }) => (path === undefined ? [] : [path])))];
  const found = await Promise.all(paths.map(async (path) => [path, await fileOf(folders, path)] as const));
  return new Map(found.flatMap(([path, file]) => (file === undefined ? [] : [[path, file]])));
}

/** Every property of every hit, so that programs can rely on them. */
function hitJson(hit: Hit, files: Found['files']): object {
  const { id, path, title, kind, vector, part, parts, start, end, distance, score } = hit;
  const { text, taken, camera, duration, size, position } = hit;
  const all = {
    ...{ id, path, title, kind, vector, part, parts, start, end, distance, score },
    ...{ text, taken, camera, duration, size, position, file: files.get(path ?? '') },
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value ?? null]));
}

/** Whether the kind of the query hides all others: media of one kind are nearest to each other. */
function onlyOwnKind(found: Found): boolean {
  const { hits, kind, kinds, hybrid } = found;
  return (
    !hybrid &&
    kinds.length === 0 &&
    hits.length > 0 &&
    hits.every((hit) => hit.kind === kind) &&
    otherKinds(found).length > 0
  );
}

function otherKinds({ collection, kind }: Found): string[] {
  return Object.keys(collection.fields).filter((one) => one !== kind);
}

/** @throws Failure (usage) */
function givenQuery(
  words: string | undefined,
  { near }: SearchOptions,
  cwd: string,
): Given | { near: string } {
  if (words !== undefined && near !== undefined) {
    throw new Failure('usage', {
      code: 'two-queries',
      message: '--near and a text or file are two searches',
      suggestion: 'leave out one of them',
    });
  }
  if (near !== undefined) return { near };
  if (words !== undefined) return readGiven(words, cwd);
  throw new Failure('usage', {
    code: 'no-query',
    message: 'nothing to search with',
    suggestion: 'bindstack search "a dog", or bindstack search FILE',
  });
}

/** @throws Failure `bad-value` (usage) */
function kindsOf(given: readonly string[]): Modality[] {
  const names = given.flatMap((list) => list.split(',')).map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => !MODALITIES.some((kind) => kind === name));
  if (unknown === undefined) return MODALITIES.filter((kind) => names.includes(kind));
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--kind: "${unknown}" is not a kind of media`,
    suggestion: didYouMean(unknown, MODALITIES) ?? `use --kind with any of ${MODALITIES.join(', ')}`,
  });
}

/** More than this needs pages, and Weaviate returns 10,000 objects at most (QUERY_MAXIMUM_RESULTS). */
const MAX_LIMIT = 1000;

/** @throws Failure `bad-value` (usage) */
function limitOf(text: string): number {
  const limit = Number(text);
  if (/^\d{1,4}$/.test(text) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--limit: "${text}" is not a number from 1 to ${MAX_LIMIT}`,
    suggestion: '--limit 20',
  });
}

async function fileQuery(
  context: SearchContext,
  { file: path, size }: Extract<Given, { file: string }>,
  name: string,
): Promise<FileQuery> {
  // A search installs nothing: without the libraries, the file is sent as it is.
  const tools = await openMediaTools(context, { original: true });
  try {
    return await queryOfFile({ path, size, name }, tools, context.signal);
  } finally {
    await tools.close();
  }
}

function waitText(given: Given | { near: string }, file: FileQuery | undefined): string {
  if ('near' in given) return 'searching';
  return `searching: waiting for ${waitDescription(file?.kind ?? 'text')}`;
}

async function nearOf(
  server: WeaviateServer,
  collection: SearchedCollection,
  given: Given | { near: string },
  signal: AbortSignal,
): Promise<Near> {
  if ('near' in given)
    return { kind: 'object', id: await objectNear(server, collection, given.near, signal) };
  return { kind: 'text', text: 'text' in given ? given.text : '' };
}

/** @throws Failure `empty-collection` */
async function rejectEmpty(
  server: WeaviateServer,
  { name }: SearchedCollection,
  signal: AbortSignal,
): Promise<void> {
  if ((await countObjects(server, name, signal)) !== 0) return;
  throw new Failure('failed', {
    code: 'empty-collection',
    message: `the collection ${name} is empty`,
    suggestion: 'bindstack import DIR',
  });
}
