import { randomBytes, randomUUID } from 'node:crypto';
import { isStandIn } from '../inference/standInModel.ts';
import { get } from '../launch/http.ts';
import { moduleFault, parseMeta, type WeaviateMeta } from '../launch/layers.ts';
import type { StackConfig } from '../options/table.ts';
import { collectionDefinition, ONLY_VECTOR } from '../stack/collection.ts';
import { type MediaModality, MODALITY_FACTS, type Modality, VECTOR_DIMENSIONS } from '../stack/modalities.ts';
import { BIND_MODULE } from '../stack/weaviateEnvironment.ts';
import { asCheckFailure, CheckFailure } from './checkFailure.ts';
import { portFault } from './grpcPort.ts';
import { brokenImage, sampleMedia, sampleText } from './media/samples.ts';
import { keywordOf, type SmokeObject, type SmokeObjects, smokeObjects } from './objects.ts';
import type { CheckResult, SmokeReport } from './report.ts';
import { rest, type SmokeTarget } from './rest.ts';
import { judge, SmokeSession } from './session.ts';
import { judgeVectors } from './vectors.ts';

export interface SmokeOptions {
  readonly target: SmokeTarget;
  /** Says which modalities, in which kind of vectors. */
  readonly config: StackConfig;
  /** Leave the test collection in place. */
  readonly keep: boolean;
  /** Ends the test; what it has made is removed all the same. */
  readonly signal: AbortSignal;
  readonly onStart?: (id: string) => void;
  readonly onResult?: (result: CheckResult) => void;
}

/** Milliseconds for what needs no model. */
const REST_TIMEOUT = 30_000;

/** What a check saw, or that it does not apply. */
type Seen = string | { readonly skipped: string };

interface Check {
  readonly id: string;
  readonly modality?: Modality;
  /** The layer to blame for an error that does not tell its own. */
  readonly layer: string;
  /** Without it the following checks mean nothing. */
  readonly essential?: boolean;
  readonly run: () => Promise<Seen>;
}

/**
 * Proves vectorization and search against a running Weaviate with a collection of its own, which it removes
 * again. A check that fails is a result, never an exception.
 */
export async function runSmoke(options: SmokeOptions): Promise<SmokeReport> {
  return new SmokeRun(options).run();
}

class SmokeRun {
  readonly #options: SmokeOptions;
  readonly #collection = `BindstackSmoke_${randomBytes(4).toString('hex')}`;
  readonly #objects: SmokeObjects;
  readonly #results: CheckResult[] = [];
  #meta: WeaviateMeta | undefined;
  #session: SmokeSession | undefined;
  #created = false;

  constructor(options: SmokeOptions) {
    this.#options = options;
    const { modalities, vectors } = options.config.collection;
    this.#objects = smokeObjects(modalities, vectors);
  }

  async run(): Promise<SmokeReport> {
    const started = Date.now();
    let broken: string | undefined;
    for (const check of this.#checks()) {
      if (this.#options.signal.aborted) broken ??= 'the test was ended';
      if (broken !== undefined) {
        this.#add(check, 'skip', 0, broken);
      } else if (!(await this.#perform(check)) && check.essential) {
        broken = `not tried, because ${check.id} failed`;
      }
    }
    await this.#cleanUp();
    const model = this.#meta?.modules[BIND_MODULE]?.['model'];
    return {
      ok: this.#results.every(({ status }) => status !== 'fail') && broken === undefined,
      weaviate: { url: this.#options.target.http, version: this.#meta?.version ?? null },
      inference: { model: typeof model === 'string' ? model : null, stub: this.#isStandIn },
      collection: this.#created ? this.#collection : null,
      checks: this.#results,
      ms: Date.now() - started,
    };
  }

  get #isStandIn(): boolean {
    return isStandIn(this.#meta?.modules[BIND_MODULE]?.['model']);
  }

  /** The connection, which the check `grpc` has made. */
  get #db(): SmokeSession {
    if (!this.#session) throw new Error('no connection');
    return this.#session;
  }

  #checks(): Check[] {
    const { modalities } = this.#options.config.collection;
    return [
      { id: 'ready', layer: 'network', essential: true, run: () => this.#ready() },
      { id: 'grpc', layer: 'gRPC', essential: true, run: () => this.#grpc() },
      { id: 'module', layer: 'module', essential: true, run: () => this.#module() },
      { id: 'create', layer: 'collection', essential: true, run: () => this.#create() },
      { id: 'import', layer: 'module', essential: true, run: () => this.#import() },
      { id: 'count', layer: 'collection', run: () => this.#count() },
      { id: 'vectors', layer: 'module', run: () => this.#vectors() },
      ...modalities.map((modality) => ({
        id: `near-${modality}`,
        modality,
        layer: 'index',
        run: () => this.#near(modality),
      })),
      { id: 'cross-modal', layer: 'inference', run: () => this.#crossModal() },
      { id: 'hybrid', layer: 'index', run: () => this.#hybrid() },
      { id: 'own-vector', layer: 'index', run: () => this.#ownVector() },
      { id: 'bad-media', layer: 'inference', run: () => this.#badMedia() },
    ];
  }

  #add(
    { id, modality }: Check,
    status: CheckResult['status'],
    ms: number,
    detail: string,
    suggestion?: string,
  ): void {
    const result = { id, modality: modality ?? null, status, ms, detail, suggestion: suggestion ?? null };
    this.#results.push(result);
    this.#options.onResult?.(result);
  }

  async #perform(check: Check): Promise<boolean> {
    this.#options.onStart?.(check.id);
    const started = Date.now();
    try {
      const seen = await orAborted(check.run(), this.#options.signal);
      const skipped = typeof seen === 'object';
      this.#add(check, skipped ? 'skip' : 'pass', Date.now() - started, skipped ? seen.skipped : seen);
      return true;
    } catch (error) {
      const { message, suggestion } = asCheckFailure(error, check.layer);
      this.#add(check, 'fail', Date.now() - started, message, suggestion);
      return false;
    }
  }

  async #ready(): Promise<Seen> {
    const { target } = this.#options;
    const { status, text } = await get(`${target.http}/v1/.well-known/ready`, { timeout: REST_TIMEOUT });
    if (status === undefined) {
      throw new CheckFailure(
        'network',
        `nothing answers at ${target.http} (${text})`,
        'bindstack up, or --url',
      );
    }
    if (status === 404) {
      throw new CheckFailure(
        'REST',
        `${target.http} is not Weaviate: it answers 404`,
        '--url of a Weaviate server',
      );
    }
    if (status !== 200) {
      throw new CheckFailure(
        'REST',
        `Weaviate answers ${status}: it is not ready`,
        "wait, and see Weaviate's log",
      );
    }
    const meta = parseMeta(JSON.stringify(await rest(target, 'GET', '/v1/meta', undefined, REST_TIMEOUT)));
    if (!meta)
      throw new CheckFailure('REST', `${target.http}/v1/meta tells no version`, '--url of a Weaviate server');
    this.#meta = meta;
    return `Weaviate ${meta.version}`;
  }

  async #grpc(): Promise<Seen> {
    const { target, config } = this.#options;
    const { grpcHost, grpcPort } = target;
    const fault = await portFault(grpcHost.replace(/^\[|\]$/g, ''), grpcPort);
    if (fault !== undefined) {
      throw new CheckFailure(
        'gRPC',
        `nothing answers at ${grpcHost}:${grpcPort} (${fault})`,
        '--grpc HOST:PORT; the port must be published like the one of REST',
      );
    }
    this.#session = await quietly(() =>
      SmokeSession.open(target, this.#collection, config.collection.vectors),
    );
    return `${grpcHost}:${grpcPort} serves`;
  }

  async #module(): Promise<Seen> {
    const fault = this.#meta && moduleFault(this.#meta);
    if (fault) throw new CheckFailure('module', fault.seen, fault.suggestion);
    const model = String(this.#meta?.modules[BIND_MODULE]?.['model'] ?? 'a model without a name');
    return `${BIND_MODULE}: ${model}`;
  }

  async #create(): Promise<Seen> {
    const definition = { ...collectionDefinition(this.#options.config), class: this.#collection };
    // From here on it may exist, even if the answer gets lost.
    this.#created = true;
    await rest(this.#options.target, 'POST', '/v1/schema', definition, REST_TIMEOUT);
    return `collection ${this.#collection} (${this.#options.config.collection.vectors})`;
  }

  async #import(): Promise<Seen> {
    const { objects } = this.#objects;
    await this.#db.import(objects);
    return `${objects.length} objects`;
  }

  async #count(): Promise<Seen> {
    const count = await this.#db.count();
    const { length } = this.#objects.objects;
    if (count !== length) {
      throw new CheckFailure(
        'collection',
        `${count} objects are stored instead of ${length}`,
        "see Weaviate's log",
      );
    }
    return `${count} objects are stored`;
  }

  async #vectors(): Promise<Seen> {
    const { modalities, vectors } = this.#options.config.collection;
    return judgeVectors(await this.#db.stored(), vectors === 'separate' ? modalities : [ONLY_VECTOR]);
  }

  async #near(modality: Modality): Promise<Seen> {
    const expected = this.#objects.expected.get(modality);
    if (!expected) throw new Error(`no object for ${modality}`);
    const hits =
      modality === 'text'
        ? await this.#db.nearText(sampleText(0))
        : await this.#db.nearMedia(modality, sampleMedia(modality, 0));
    // A balanced vector holds all the other media of the object too.
    const isWhole = this.#options.config.collection.vectors !== 'balanced';
    return `the ${MODALITY_FACTS[modality].title} sample finds its own object: ${judge(hits, expected, isWhole)}`;
  }

  async #crossModal(): Promise<Seen> {
    if (this.#isStandIn) return { skipped: 'the stand-in gives vectors without meaning' };
    return { skipped: 'needs sample media whose content is unmistakable' };
  }

  async #hybrid(): Promise<Seen> {
    const modality = this.#options.config.collection.modalities.at(-1) ?? 'text';
    const keyword = keywordOf(modality);
    const [first] = await this.#db.hybrid(keyword, modality);
    if (first?.id !== this.#objects.expected.get(modality)?.id) {
      throw new CheckFailure('index', `the word ${keyword} does not find its object`, "see Weaviate's log");
    }
    return `the word ${keyword} finds its object`;
  }

  async #ownVector(): Promise<Seen> {
    const { modalities } = this.#options.config.collection;
    const vector = Array.from({ length: VECTOR_DIMENSIONS }, (_, i) => Math.sin((i + 1) ** 2));
    const object: SmokeObject = {
      id: randomUUID(),
      title: 'own vector',
      properties: { title: 'own vector' },
    };
    await this.#db.insertWithVector(object, modalities, vector);
    const hits = await this.#db.nearVector(vector, modalities[0] ?? 'text');
    return `an object with a vector of its own is found: ${judge(hits, object, true)}`;
  }

  async #badMedia(): Promise<Seen> {
    const modality = this.#options.config.collection.modalities.find((m): m is MediaModality => m !== 'text');
    if (modality === undefined) return { skipped: 'text cannot be broken' };
    const broken = brokenImage();
    const properties = { title: 'broken', [modality]: broken.toString('base64') };
    const refusals = [
      await refusalOf(() => this.#db.nearMedia(modality, broken)),
      await refusalOf(() => this.#db.import([{ id: randomUUID(), title: 'broken', properties }])),
    ];
    if (refusals.some((refusal) => refusal === undefined)) {
      throw new CheckFailure(
        'inference',
        `a broken ${modality} was accepted`,
        'see whether a real model answers',
      );
    }
    const [words = ''] = /fail with status 500: .*/.exec(refusals[0] ?? '') ?? [];
    if (words === '')
      throw new CheckFailure(
        'inference',
        `refused, but not by the model: ${refusals[0]}`,
        "see Weaviate's log",
      );
    return `a broken ${modality} is refused: ${words.replace('fail with status 500: ', '').slice(0, 60)}`;
  }

  async #cleanUp(): Promise<void> {
    const check: Check = { id: 'cleanup', layer: 'collection', run: async () => '' };
    const started = Date.now();
    await this.#session?.close().catch(() => {});
    if (!this.#created) return this.#add(check, 'skip', 0, 'no collection was made');
    if (this.#options.keep) return this.#add(check, 'skip', 0, `${this.#collection} stays, as asked`);
    try {
      await rest(this.#options.target, 'DELETE', `/v1/schema/${this.#collection}`, undefined, REST_TIMEOUT);
      this.#add(check, 'pass', Date.now() - started, `removed ${this.#collection}`);
    } catch (error) {
      const { message } = asCheckFailure(error, 'collection');
      this.#add(
        check,
        'fail',
        Date.now() - started,
        message,
        `delete the collection ${this.#collection} by hand`,
      );
    }
  }
}

async function refusalOf(action: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The work, or a CheckFailure as soon as the test is ended. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Left alone, a late failure of the abandoned work would end the process.
  work.catch(() => {});
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(endOf(signal));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function endOf({ reason }: AbortSignal): CheckFailure {
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
  return new CheckFailure(
    'time',
    isTimeout ? 'the whole test ran out of time' : 'interrupted',
    'a longer --timeout; a CPU needs 20 s and more for one video',
  );
}

/** The client prints its own warnings with stack traces (console.warn); what it throws says the same. */
async function quietly<T>(action: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await action();
  } finally {
    console.warn = warn;
  }
}
