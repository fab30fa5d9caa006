import { availableParallelism } from 'node:os';
import type { MetadataName } from '../facts/mediaMetadata.ts';
import type { Modality } from '../facts/modalities.ts';
import { IgnoreRules } from '../media/ignoreRules.ts';
import { MediaError, type MediaProblem, mediaError } from '../media/mediaProblem.ts';
import { objectId } from '../media/objectId.ts';
import { prepareFile } from '../media/prepare.ts';
import type { MediaPart, PreparedFile } from '../media/preparedFile.ts';
import type { MediaTools } from '../media/tools.ts';
import { type WalkedFile, walk } from '../media/walk.ts';
import type { SearchedCollection } from '../search/searchedCollection.ts';
import type { StoredValue } from '../weaviate/object.ts';
import { contentHash, type Preparation, preparationOf } from './contentHash.ts';
import type { FileEvent } from './importTally.ts';
import { contentOf, inOrder, type MediaUnit, modifiedOf, noField, sizeOf, unitsOf } from './mediaUnit.ts';
import { problemOf } from './objectErrors.ts';
import type { ObjectSender } from './objectSender.ts';
import type { Source } from './source.ts';
import type { StoredFile, StoredFiles } from './storedFiles.ts';

export interface ImportRequest extends Preparation {
  readonly sources: readonly Source[];
  readonly collection: SearchedCollection;
  readonly stored: StoredFiles;
  readonly sender: ObjectSender;
  readonly tools: MediaTools;
  /** Maximum message size of Weaviate in bytes. */
  readonly messageBytes: number;
  /** Only say what would be imported. */
  readonly dryRun: boolean;
  /** Verifies a stored object of a kind; called for the first one of each. */
  readonly verify: (id: string, kind: Modality) => Promise<void>;
  readonly onEvent: (event: FileEvent) => void;
  readonly signal: AbortSignal;
}

/** Files that are looked up in the collection with one request. */
const LOOKUP = 250;

/** Files that wait for Weaviate, at most. */
const MOST_STORING = 1000;

/** Bytes of a message that are not media. */
const MESSAGE_OVERHEAD = 16_384;

/**
 * Imports what is new or changed. A file that fails is reported and does not stop the others.
 * @throws Failure, CheckFailure if no file can be imported any more; the error of the signal if it is aborted
 */
export async function importFiles(request: ImportRequest): Promise<void> {
  const run = new ImportRun(request);
  for (const source of request.sources) {
    for await (const files of groupsOf(source, request)) await run.import(source, files);
  }
  await run.finish();
}

/** The files of a source, some hundred at a time; those of one folder together if they may form one object. */
async function* groupsOf(
  source: Source,
  { collection, onEvent, signal }: ImportRequest,
): AsyncGenerator<readonly WalkedFile[]> {
  let group: WalkedFile[] = [];
  let folder = '';
  for await (const found of walk(source.directory, new IgnoreRules(source.directory), source.within)) {
    signal.throwIfAborted();
    if ('problem' in found) {
      onEvent({ status: 'failed', path: `${source.name}/${found.path}`, problem: found.problem });
      continue;
    }
    const own = found.path.slice(0, Math.max(0, found.path.lastIndexOf('/')));
    if (group.length >= LOOKUP && !(isCombined(collection) && own === folder)) {
      yield group;
      group = [];
    }
    folder = own;
    group.push(found);
  }
  if (group.length > 0) yield group;
}

/** Whether every object must fill every field. */
export const isCombined = ({ vectors }: SearchedCollection) =>
  vectors.length > 1 || vectors.some((vector) => vector.isCombined);

/** A unit with the state of its object. */
interface Candidate {
  readonly unit: MediaUnit;
  readonly stored: StoredFile | undefined;
}

class ImportRun {
  readonly #request: ImportRequest;
  readonly #kinds: readonly Modality[];
  readonly #verified = new Set<Modality>();
  /** What is being prepared; what waits for Weaviate. */
  readonly #preparing = new Set<Promise<void>>();
  readonly #storing = new Set<Promise<void>>();
  #error: Error | undefined;

  constructor(request: ImportRequest) {
    this.#request = request;
    this.#kinds = Object.keys(request.collection.fields) as Modality[];
  }

  /** Starts the import of some files; returns when there is room for more. */
  async import(source: Source, files: readonly WalkedFile[]): Promise<void> {
    const units = [...unitsOf(source.name, files, isCombined(this.#request.collection))];
    const found = await this.#request.stored.find(units.map(({ path }) => path));
    for (const unit of units) {
      this.#throwIfFailed();
      const stored = found.get(unit.path);
      if (stored && this.#isUnchanged(unit, stored)) {
        this.#request.onEvent({ status: 'unchanged', path: unit.path });
        continue;
      }
      this.#start(this.#preparing, this.#prepare({ unit, stored }));
      while (this.#preparing.size >= availableParallelism()) await Promise.race(this.#preparing);
    }
  }

  /** Waits until everything is stored. */
  async finish(): Promise<void> {
    while (this.#preparing.size > 0) await Promise.race(this.#preparing);
    while (this.#storing.size > 0) await Promise.race(this.#storing);
    this.#throwIfFailed();
  }

  #throwIfFailed(): void {
    this.#request.signal.throwIfAborted();
    if (this.#error) throw this.#error;
  }

  /** Keeps track of work that goes on. */
  #start(kept: Set<Promise<void>>, work: Promise<void>): void {
    const tracked: Promise<void> = work
      .catch((error: unknown) => {
        this.#error ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => kept.delete(tracked));
    kept.add(tracked);
  }

  #isUnchanged(unit: MediaUnit, { size, modified, hash, kind }: StoredFile): boolean {
    return (
      size === sizeOf(unit) &&
      modified === modifiedOf(unit).getTime() &&
      hash.startsWith(`${this.#preparation(kind as Modality)}:`)
    );
  }

  #preparation(kind: Modality): string {
    return preparationOf(kind, this.#request);
  }

  /** Prepares a unit and hands its objects over. A problem with its content is reported. */
  async #prepare({ unit, stored }: Candidate): Promise<void> {
    const { onEvent, collection, dryRun } = this.#request;
    const { path } = unit;
    try {
      const content = await contentOf(unit, this.#kinds, isCombined(collection));
      if ('problem' in content) return onEvent({ status: 'failed', path, problem: content.problem });
      if ('skipped' in content) return onEvent({ status: 'skipped', path, reason: content.skipped });
      const files = inOrder(content.fields);
      const [first] = files;
      if (!first) return;
      const [kind] = first;
      const hash = await contentHash(
        this.#preparation(kind),
        files.map(([, { file }]) => file),
      );
      if (hash === stored?.hash) return onEvent({ status: 'unchanged', path });
      if (dryRun) return onEvent({ status: 'imported', path, kind, objects: 0, warnings: [] });
      const prepared = await this.#prepareFields(files);
      const other = prepared.find((one) => collection.fields[one.kind] === undefined);
      if (other) return onEvent({ status: 'skipped', path, reason: noField(other.kind) });
      await this.#handOver({ unit, stored }, hash, prepared);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      onEvent({ status: 'failed', path, problem: error.problem });
    }
  }

  async #prepareFields(files: readonly (readonly [Modality, WalkedFile])[]): Promise<PreparedFile[]> {
    const { original, location, window, signal, tools } = this.#request;
    const options = { original, location, signal, tools, ...(window !== undefined && { window }) };
    const prepared: PreparedFile[] = [];
    for (const [kind, { file, size }] of files)
      prepared.push(await prepareFile({ path: file, size }, kind, options));
    return prepared;
  }

  /** Sends all parts but the first, and then the first: then the file is complete. */
  async #handOver(candidate: Candidate, hash: string, prepared: readonly PreparedFile[]): Promise<void> {
    const [first, ...others] = prepared;
    if (!first) return;
    // An object with several media has the first part of each.
    const parts = others.length > 0 ? 1 : first.parts;
    const results: Promise<MediaProblem | undefined>[] = [];
    for (let part = parts - 1; part > 0; part--) {
      const { result } = await this.#send(candidate.unit, hash, prepared, part, parts);
      results.push(result);
    }
    // Waits for room here, so that what is prepared does not pile up in memory.
    const only = parts === 1 ? await this.#send(candidate.unit, hash, prepared, 0, parts) : undefined;
    while (this.#storing.size >= MOST_STORING) await Promise.race(this.#storing);
    this.#start(this.#storing, this.#complete(candidate, hash, prepared, parts, results, only?.result));
  }

  async #complete(
    { unit, stored }: Candidate,
    hash: string,
    prepared: readonly PreparedFile[],
    parts: number,
    others: readonly Promise<MediaProblem | undefined>[],
    only: Promise<MediaProblem | undefined> | undefined,
  ): Promise<void> {
    const { path } = unit;
    const { onEvent, collection } = this.#request;
    try {
      const failed = (await Promise.all(others)).find((problem) => problem !== undefined);
      const problem = failed ?? (await (only ?? (await this.#send(unit, hash, prepared, 0, parts)).result));
      if (problem) return onEvent({ status: 'failed', path, problem });
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      return onEvent({ status: 'failed', path, problem: error.problem });
    }
    if (stored && stored.parts > parts) await this.#request.stored.deleteParts(path, parts);
    for (const { kind } of prepared) {
      if (this.#verified.has(kind)) continue;
      this.#verified.add(kind);
      await this.#request.verify(objectId(collection.name, path), kind);
    }
    const [{ kind } = { kind: 'text' as const }] = prepared;
    const warnings = prepared.flatMap((one) => one.warnings);
    onEvent({ status: 'imported', path, kind, objects: parts, warnings });
  }

  /** @returns `result` resolves when the part is stored, with the problem if it was rejected */
  async #send(
    unit: MediaUnit,
    hash: string,
    prepared: readonly PreparedFile[],
    part: number,
    parts: number,
  ): Promise<{ readonly result: Promise<MediaProblem | undefined> }> {
    const { collection, sender, messageBytes } = this.#request;
    const contents = await Promise.all(prepared.map(async (one) => [one, await one.part(part)] as const));
    const properties = {
      title: unit.path,
      ...metadataOf(unit, hash, prepared, part, parts, contents[0]?.[1]),
      ...Object.fromEntries(
        contents.map(([{ kind }, { content }]) => [collection.fields[kind], encoded(content)]),
      ),
    };
    const bytes = Object.values(properties).reduce<number>(
      (sum, value) => sum + (typeof value === 'string' ? value.length : 0),
      MESSAGE_OVERHEAD,
    );
    if (bytes > messageBytes) throw new MediaError(tooLarge(bytes, messageBytes));
    const object = { id: objectId(collection.name, unit.path, part), title: unit.path, properties };
    const added = await sender.add(object, bytes);
    const result = added.result.then((failure) => failure && problemOf(failure));
    // If another part of the file fails, this one is not awaited.
    result.catch(() => {});
    return { result };
  }
}

const encoded = (content: MediaPart['content']) =>
  typeof content === 'string' ? content : content.toString('base64');

/** The metadata of an object; what is not known is left out. */
function metadataOf(
  unit: MediaUnit,
  hash: string,
  [first]: readonly PreparedFile[],
  part: number,
  parts: number,
  content: MediaPart | undefined,
): Partial<Record<MetadataName, StoredValue>> {
  const { taken, camera, duration, position } = first?.metadata ?? {};
  const values: Record<MetadataName, StoredValue | undefined> = {
    path: unit.path,
    kind: first?.kind,
    part,
    parts,
    start: content?.start,
    end: content?.end,
    size: sizeOf(unit),
    modified: modifiedOf(unit),
    hash,
    taken,
    camera,
    duration,
    position,
    thumbnail: first?.thumbnail?.toString('base64'),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const tooLarge = (bytes: number, limit: number) =>
  mediaError(
    `is too large: ${megabytes(bytes)} when sent, limit ${megabytes(limit)}`,
    'an object is sent over gRPC in one message (GRPC_MAX_MESSAGE_SIZE of Weaviate)',
    'import it without --original, or use a smaller or shorter copy',
  );

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
