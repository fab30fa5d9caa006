import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../../errors.ts';
import { isStubModel } from '../../../facts/imageBind/serverErrors.ts';
import { MODALITIES, type Modality } from '../../../facts/modalities.ts';
import type { MediaTools } from '../../../media/tools.ts';
import { findNear } from '../../../search/findNear.ts';
import { findObject } from '../../../search/findObject.ts';
import type { Hit } from '../../../search/hit.ts';
import { queryCode } from '../../../search/queryCode.ts';
import { queryOfFile, rejectLong } from '../../../search/readQuery.ts';
import {
  findCollection,
  readCollection,
  type SearchedCollection,
} from '../../../search/searchedCollection.ts';
import { storedMedium } from '../../../search/storedMedium.ts';
import { modelOf, readMeta } from '../../../weaviate/meta.ts';
import type { Near } from '../../../weaviate/near.ts';
import { rest, type WeaviateServer } from '../../../weaviate/rest.ts';
import { serverFailure } from '../../../weaviate/serverFailure.ts';
import { REST_TIMEOUT } from '../../../weaviate/timeLimits.ts';
import type { ExploreHit, ExploreRequest, ExploreState } from '../../exploreProtocol.ts';
import type { Explorer } from './explorer.ts';

export interface ExploredStack {
  readonly server: WeaviateServer;
  readonly collection: string;
  readonly tools: MediaTools;
  /** The command that starts the stack; undefined for one that bindstack did not start. */
  readonly start: string | undefined;
  readonly importCommand: string;
  /** The file that the command was started with. */
  readonly given?: string | undefined;
  readonly fileOf: Explorer['fileOf'];
}

/** Searches the running Weaviate. Its key stays in this process. */
export function weaviateExplorer(stack: ExploredStack): Explorer {
  const { server, collection: name, fileOf } = stack;
  const explained = async <T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw serverFailure(error, what, { http: server.http, start: stack.start });
    }
  };
  return {
    state: (signal) => explained('cannot read the collection', signal, () => stateOf(stack, signal)),
    search: (request, file, signal) =>
      explained('cannot search', signal, async () => {
        const collection = await readCollection(server, name, signal);
        const { near, kind, path } = await nearOf(request, file, stack, collection, signal);
        const { kinds, limit, hybrid } = request;
        const options = { kinds, limit, hybrid, signal };
        const hits = await findNear(server, collection, near, options);
        const shown = await Promise.all(hits.map((hit) => shownHit(hit, collection, fileOf)));
        const code = queryCode(server, collection, near, options, nameOf(request, stack));
        return { hits: shown, ...(kind && { kind }), ...(path && { near: path }), code };
      }),
    thumbnail: (id, signal) =>
      storedMedium(server, { name, properties: new Set(['thumbnail']) }, id, 'thumbnail', signal),
    fileOf,
  };
}

async function stateOf(stack: ExploredStack, signal: AbortSignal): Promise<ExploreState> {
  const { server, collection, importCommand, given } = stack;
  const meta = await readMeta(server, signal);
  const counts = await countsOf(stack, signal);
  return {
    collection,
    weaviate: server.http,
    stub: isStubModel(modelOf(meta)),
    ...counts,
    importCommand,
    ...(given !== undefined && { given: basename(given) }),
  };
}

interface Counts {
  readonly total: number;
  readonly counts: Readonly<Partial<Record<Modality, number>>>;
}

interface Group {
  readonly meta?: { readonly count?: number };
  readonly groupedBy?: { readonly value?: string };
}

/** How many objects there are, by kind; none without the collection. */
async function countsOf({ server, collection }: ExploredStack, signal: AbortSignal): Promise<Counts> {
  const found = await findCollection(server, collection, signal);
  if (!found) return { total: 0, counts: {} };
  const { name } = found;
  const byKind = found.properties.has('kind')
    ? ` byKind: ${name}(groupBy: ["kind"]) {meta {count} groupedBy {value}}`
    : '';
  const body = { query: `{Aggregate {all: ${name} {meta {count}}${byKind}}}` };
  const response = (await rest(server, 'POST', '/v1/graphql', body, REST_TIMEOUT, signal)) as {
    data?: { Aggregate?: { all?: readonly Group[] | null; byKind?: readonly Group[] | null } };
    errors?: readonly { readonly message: string }[];
  };
  if (response.errors?.[0]) throw new Error(response.errors[0].message);
  const groups = response.data?.Aggregate?.byKind ?? [];
  const counts = MODALITIES.flatMap((kind) => {
    const count = groups.find(({ groupedBy }) => groupedBy?.value === kind)?.meta?.count;
    return count === undefined ? [] : [[kind, count] as const];
  });
  return { total: response.data?.Aggregate?.all?.[0]?.meta?.count ?? 0, counts: Object.fromEntries(counts) };
}

/** What the user calls the file of a query. */
function nameOf({ query }: Pick<ExploreRequest, 'query'>, { given }: ExploredStack): string {
  return 'file' in query ? query.file : basename(given ?? '');
}

async function nearOf(
  { query }: ExploreRequest,
  file: string | undefined,
  stack: ExploredStack,
  collection: SearchedCollection,
  signal: AbortSignal,
): Promise<{ near: Near; kind?: Modality; path?: string | undefined }> {
  if ('near' in query) {
    const object = await findObject(stack.server, collection, query.near, signal);
    if (!object) throw noSuchObject(collection.name);
    return { near: { kind: 'object', id: object.id }, path: object.path };
  }
  if ('text' in query) {
    rejectLong(query.text);
    return { near: { kind: 'text', text: query.text } };
  }
  const path = 'given' in query ? stack.given : file;
  if (path === undefined) {
    throw new Failure('usage', {
      code: 'no-query',
      message: 'bindstack was started without a file',
      suggestion: 'drop the file here',
    });
  }
  const { size } = await stat(path);
  const { near, kind } = await queryOfFile(
    { path, size, name: nameOf({ query }, stack) },
    stack.tools,
    signal,
  );
  return { near, kind };
}

const noSuchObject = (collection: string) =>
  new Failure('usage', {
    code: 'no-such-object',
    message: `${collection} has no such object`,
    suggestion: 'search again: it may have been removed',
  });

async function shownHit(
  hit: Hit,
  { properties }: SearchedCollection,
  fileOf: Explorer['fileOf'],
): Promise<ExploreHit> {
  const { id, kind, distance, part, start, end, duration, text, taken, camera, size, position } = hit;
  const path = hit.path ?? hit.title ?? id;
  const known = { part, start, end, duration, text, taken, camera, size, position };
  const values = Object.entries(known).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(values),
    id,
    path,
    kind: kind ?? null,
    distance: distance ?? null,
    thumbnail: properties.has('thumbnail') && kind !== 'text' && kind !== 'audio' && kind !== 'imu',
    file: hit.path !== undefined && (await fileOf(hit.path)) !== undefined,
  };
}
