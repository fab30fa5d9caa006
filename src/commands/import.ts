import { resolve } from 'node:path';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { isStubModel } from '../facts/imageBind/serverErrors.ts';
import { DURATION_FORM, parseDuration } from '../formats/duration.ts';
import { shellWord } from '../formats/quoting.ts';
import { openCollection } from '../import/collection.ts';
import { importedFolders, rememberFolder } from '../import/importedFolders.ts';
import { importFiles, isCombined } from '../import/importFiles.ts';
import { ImportProgress } from '../import/importProgress.ts';
import { ImportTally } from '../import/importTally.ts';
import { ObjectSender, SENDER_LIMITS } from '../import/objectSender.ts';
import { PATIENCE, patiently } from '../import/patience.ts';
import { deletePaths, findLeftovers } from '../import/prune.ts';
import { type Source, sourceOf } from '../import/source.ts';
import { StoredFiles } from '../import/storedFiles.ts';
import { watchSources } from '../import/watch.ts';
import { weaviateStore } from '../import/weaviateStore.ts';
import { IgnoreRules } from '../media/ignoreRules.ts';
import { type MediaTools, openMediaTools } from '../media/tools.ts';
import { walk } from '../media/walk.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import type { SearchedCollection } from '../search/searchedCollection.ts';
import { ONLY_VECTOR } from '../stack/collection.ts';
import type { WeaviateMeta } from '../targets/shared/layers.ts';
import { modelOf, readMeta } from '../weaviate/meta.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { serverFailure } from '../weaviate/serverFailure.ts';
import { WeaviateSession } from '../weaviate/session.ts';
import { stackOfFiles } from './configOfRunning.ts';
import { doneText, filesText, finishImport, showFile, writeReport } from './importText.ts';
import { type ConnectionOptions, withWeaviate } from './weaviateServer.ts';

export interface ImportOptions extends ConnectionOptions {
  readonly as?: string;
  readonly original?: boolean;
  readonly location?: boolean;
  readonly window?: string;
  readonly prune?: boolean;
  readonly watch?: boolean;
  readonly report?: string;
  readonly progress?: 'text' | 'json';
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly verbose?: boolean;
}

/** `bindstack import DIR…`: puts the files of folders into the collection of a running stack. */
export async function importMedia(
  given: Context,
  flags: FlagValues,
  options: ImportOptions,
  ...directories: string[]
): Promise<void> {
  const context = options.progress === 'json' ? { ...given, out: given.out.withJsonLines() } : given;
  const { cwd, signal } = context;
  const window = windowSeconds(options.window);
  const { target, config, start } = await stackOfFiles('import', context, flags, options);
  const sources = await sourcesOf(directories, config, cwd, options.as);
  const tally = new ImportTally();
  const tools = await openMediaTools(context, { original: options.original === true });
  try {
    await withWeaviate(context, flags, config, options, target, async (server, limit) => {
      try {
        const run = await openRun({ ...context, signal: limit }, config, server, tools, {
          ...options,
          window,
          sources,
        });
        try {
          if (options.watch === true) await watch(context.out, config, sources, limit, run.once, tally);
          else await run.once(tally);
        } finally {
          await run.close();
        }
      } catch (error) {
        limit.throwIfAborted();
        throw serverFailure(error, 'cannot import', { http: server.http, start });
      }
    });
  } finally {
    await tools.close();
    if (options.report !== undefined) await writeReport(resolve(cwd, options.report), config, tally);
  }
  signal.throwIfAborted();
  finishImport(context.out, config, tally, options);
}

/** Imports, and imports again after each change, until the signal is aborted. */
async function watch(
  out: Context['out'],
  config: StackConfig,
  sources: readonly Source[],
  signal: AbortSignal,
  once: OpenRun['once'],
  first: ImportTally,
): Promise<void> {
  const importFirst = async () => {
    await once(first);
    out.say(doneText(config, first));
    out.say(`watching ${sources.map(({ directory }) => directory).join(', ')}; Ctrl-C ends it`);
  };
  await watchSources(sources, signal, importFirst, async () => {
    const tally = new ImportTally();
    await once(tally);
    if (tally.imported + tally.removed > 0) out.say(doneText(config, tally));
  });
}

/** The folders to import. @throws Failure (usage) */
async function sourcesOf(
  directories: readonly string[],
  config: StackConfig,
  cwd: string,
  as: string | undefined,
): Promise<readonly Source[]> {
  if (as !== undefined && directories.length > 1) {
    throw new Failure('usage', {
      code: 'bad-value',
      message: '--as names one folder, and there are several',
      suggestion: `bindstack import ${shellWord(directories[0] ?? 'DIR')} --as ${shellWord(as)}`,
    });
  }
  const known = [...(await importedFolders(cwd, config.collection.name))];
  const sources: Source[] = [];
  for (const directory of directories) {
    const source = await sourceOf(directory, known, { cwd, as });
    known.push(source);
    sources.push(source);
  }
  return sources;
}

interface RunRequest extends Omit<ImportOptions, 'window'> {
  readonly window: number | undefined;
  readonly sources: readonly Source[];
}

/** One connection, with which the sources can be imported again and again. */
interface OpenRun {
  readonly once: (tally: ImportTally) => Promise<void>;
  readonly close: () => Promise<void>;
}

async function openRun(
  context: Context,
  config: StackConfig,
  server: WeaviateServer,
  tools: MediaTools,
  request: RunRequest,
): Promise<OpenRun> {
  const { out, cwd, signal } = context;
  const { name, vectors } = config.collection;
  const meta = await readMeta(server, signal);
  warnAboutStub(out, meta);
  const { dryRun = false } = request;
  const { collection, isNew, hasFiles } = await openCollection(server, config, cwd, !dryRun, signal);
  if (isNew) out.say(dryRun ? `would create the collection ${name}` : `created the collection ${name}`);
  if (!dryRun) for (const source of request.sources) await rememberFolder(cwd, name, source);
  const session = await WeaviateSession.open(server, name, vectors, signal);
  const shown = new Set<string>();
  return {
    once: async (tally) => {
      await importOnce(context, collection, session, server, tools, {
        ...request,
        ...{ tally, shown },
        hasFiles: hasFiles || !dryRun,
        messageBytes: meta?.grpcMaxMessageSize ?? SENDER_LIMITS.messageBytes,
      });
    },
    close: () => session.close(),
  };
}

function warnAboutStub(out: Context['out'], meta: WeaviateMeta | undefined): void {
  if (!isStubModel(modelOf(meta))) return;
  out.warn('the stub computes the vectors, not ImageBind: what is found near what has no meaning');
}

interface RoundRequest extends RunRequest {
  readonly tally: ImportTally;
  /** Files whose failure was shown before. */
  readonly shown: Set<string>;
  readonly messageBytes: number;
  /** Whether the collection, with its metadata, is there. */
  readonly hasFiles: boolean;
}

async function importOnce(
  context: Context,
  collection: SearchedCollection,
  session: WeaviateSession,
  server: WeaviateServer,
  tools: MediaTools,
  request: RoundRequest,
): Promise<void> {
  const { out, signal } = context;
  const { sources, tally, dryRun = false, original = false, location = false, window } = request;
  const progress = new ImportProgress(tally, out.width);
  const step = out.step(progress.text, { brief: request.watch === true });
  const onWaiting = (awaited: string | undefined) => {
    progress.waitingFor = awaited;
    step.update(progress.text);
  };
  const patience = { ...PATIENCE, signal, onWaiting };
  const sender = new ObjectSender(weaviateStore(session, server, signal), patience);
  const stored = new StoredFiles(server, collection.name, patience, request.hasFiles);
  const counting = countFiles(sources, signal).then(
    (total) => {
      progress.total = total;
    },
    // The walk that imports reports what cannot be read.
    () => {},
  );
  try {
    await importFiles({
      ...{ sources, collection, stored, sender, tools, dryRun, original, location, window, signal },
      messageBytes: request.messageBytes,
      verify: (id, kind) => patiently(patience, () => verifyVector(session, collection, id, kind)),
      onEvent: (event) => {
        tally.add(event);
        showFile(out, event, request.shown, request.verbose === true || dryRun);
        step.update(progress.text);
      },
    });
    await counting;
    if (request.prune === true) await prune(context, collection, stored, request);
  } finally {
    step.drop();
  }
}

async function countFiles(sources: readonly Source[], signal: AbortSignal): Promise<number> {
  let count = 0;
  for (const { directory, within } of sources) {
    for await (const _ of walk(directory, new IgnoreRules(directory), within)) {
      if (signal.aborted) return count;
      count++;
    }
  }
  return count;
}

/** Weaviate stores some objects silently without a vector. */
async function verifyVector(
  session: WeaviateSession,
  { name, vectors }: SearchedCollection,
  id: string,
  kind: string,
): Promise<void> {
  const found = await session.vectorsOf(id);
  const wanted = vectors.find(({ kinds }) => kinds.some((one) => one === kind));
  if ((found[wanted?.name ?? ONLY_VECTOR] ?? []).length > 0) return;
  throw new Failure('failed', {
    code: 'no-vector',
    message: `${name} stores ${kind} without a vector`,
    suggestion:
      'check that the fields in its definition are spelled correctly (imuFields, not IMUFields): bindstack validate collection.json',
  });
}

/** Deletes the objects of files that are gone. Asks before it deletes more than it keeps. */
async function prune(
  context: Context,
  collection: SearchedCollection,
  stored: StoredFiles,
  { sources, tally, yes = false, dryRun = false }: RoundRequest,
): Promise<void> {
  const { out } = context;
  const { gone, kept } = await findLeftovers(sources, stored, isCombined(collection));
  if (dryRun) for (const path of gone) out.say(`${out.colors.red('-')} ${path} (gone)`);
  if (gone.length === 0 || dryRun) return;
  if (gone.length > kept && !yes) await askToPrune(context, gone.length, kept);
  await deletePaths(gone, stored);
  tally.removed += gone.length;
}

async function askToPrune(context: Context, gone: number, kept: number): Promise<void> {
  const message = `${filesText(gone)} of the collection ${gone === 1 ? 'is' : 'are'} gone, and ${kept} ${kept === 1 ? 'is' : 'are'} left`;
  const prompt = await context.prompt();
  if (prompt && (await prompt.confirm({ message: `${message}. Delete their objects?`, default: false })))
    return;
  throw new Failure('refused', {
    code: 'not-confirmed',
    message: `--prune would delete most of the collection: ${message}`,
    suggestion: 'check that the folder is complete (is its disk mounted?), then add --yes',
  });
}

/** The value of `--window` in seconds. @throws Failure (usage) */
function windowSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : parseDuration(text);
  if (seconds !== undefined && seconds >= 1) return seconds;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--window: ${JSON.stringify(text)} is not ${DURATION_FORM}, of at least a second`,
    suggestion: '--window 30s',
  });
}
