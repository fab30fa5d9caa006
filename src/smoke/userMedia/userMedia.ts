import { readFile } from 'node:fs/promises';
import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import type { MediaProblem } from '../../media/mediaProblem.ts';
import { lengthProblem } from '../../media/prepareText.ts';
import type { MediaTools } from '../../media/tools.ts';
import { fileSuffixes } from '../../stack/client.ts';
import { CHECK_WEAVIATE_LOG, CheckFailure } from '../../weaviate/checkFailure.ts';
import type { Hit, WeaviateSession } from '../../weaviate/session.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from '../checks/check.ts';
import { importItems } from './importItems.ts';
import { inspectFolder, inspectMediaFile } from './inspectFolder.ts';
import type { MediaFolder, MediaItem, MediaQuery } from './mediaFolder.ts';
import type { ImportedMedium, MediaFinding, MediaReport, QueryResult } from './mediaReport.ts';
import { type FileFinding, findingOf } from './mediaReport.ts';
import { NeighborSearch } from './neighbors.ts';
import { searchFor, verifySelfSearches } from './selfSearch.ts';

/** How many results per modality to show for a query. */
const RESULTS_PER_MODALITY = 3;

export interface UserMediaRequest {
  readonly folder: MediaFolder;
  readonly queries: readonly MediaQuery[];
  readonly tools: MediaTools;
}

/**
 * The smoke test with your own media instead of the samples: inspects, imports and reads back the files, then searches
 * with them. A file with an error is reported and skipped. The test continues with the others, but fails in the end.
 */
export class UserMedia {
  readonly #request: UserMediaRequest;
  readonly #findings: MediaFinding[] = [];
  readonly #imported: ImportedMedium[] = [];
  readonly #queries: QueryResult[] = [];
  #items: readonly MediaItem[] = [];

  constructor(request: UserMediaRequest) {
    this.#request = request;
  }

  /** The results so far. */
  get report(): MediaReport {
    const { directory, leftOut } = this.#request.folder;
    const [findings, imported, queries] = [this.#findings, this.#imported, this.#queries];
    return { directory, findings, leftOut, imported, queries };
  }

  /** Inspects the files before the collection is created. */
  get inspectCheck(): SmokeCheck {
    const hasNoItems = () => this.#items.length === 0;
    return {
      id: 'media-files',
      layer: 'media',
      // If only some files have errors, the test continues with the others.
      get essential() {
        return hasNoItems();
      },
      run: (state) => this.#inspect(state),
    };
  }

  /** The checks that need the collection. */
  get collectionChecks(): readonly SmokeCheck[] {
    const checks: SmokeCheck[] = [
      { id: 'media-import', layer: 'module', run: (state) => this.#import(state) },
      { id: 'media-search', layer: 'index', run: (state) => this.#search(state) },
    ];
    if (this.#request.queries.length > 0) {
      checks.push({ id: 'media-query', layer: 'index', run: (state) => this.#query(state) });
    }
    return checks;
  }

  #report(check: string, findings: readonly FileFinding[]): void {
    this.#findings.push(...findings.map((finding) => ({ ...finding, check })));
  }

  async #inspect({ config, meta, signal }: SmokeState): Promise<CheckOutcome> {
    const { modalities, vectors } = config.collection;
    const options = {
      modalities,
      needsAllFields: vectors !== 'shared',
      signal,
      tools: this.#request.tools,
      ...limitsOf(meta),
    };
    const { items, findings } = await inspectFolder(this.#request.folder, options);
    this.#items = items;
    this.#report('media-files', findings);
    const files = items.flatMap((item) => item.files);
    const summary = `${filesText(files.length)} can be imported: ${modalities.filter((m) => files.some(({ modality }) => modality === m)).join(', ')}`;
    const errors = findings.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) {
      const rest =
        files.length === 0
          ? 'no files are left'
          : `the test continues with ${filesText(files.length, 'other ')}`;
      throw new CheckFailure('media', `${filesText(errors.length)} cannot be imported; ${rest}`, SEE_FILES);
    }
    if (files.length > 0) return summary;
    const { directory, leftOut } = this.#request.folder;
    const suffixes = fileSuffixes(leftOut.length === 0 ? modalities : MODALITIES)
      .map(({ suffix }) => suffix)
      .join(', ');
    throw new CheckFailure(
      'media',
      leftOut.length === 0
        ? `${directory} is empty`
        : `none of the ${leftOut.length} files matches a field of the collection`,
      leftOut.length === 0
        ? `add files that end in ${suffixes}`
        : `pass --modalities all, and use files that end in ${suffixes}`,
    );
  }

  async #import(state: SmokeState): Promise<CheckOutcome> {
    const { stored, problems } = await importItems(this.#items, state);
    const { units } = new NeighborSearch(stored, state);
    this.#imported.push(...units.map((unit) => ({ ...unit, nearest: [] })));
    const given = this.#items.length;
    this.#items = stored;
    this.#report('media-import', problems);
    if (problems.length > 0) {
      throw new CheckFailure(
        'module',
        `${problems.length} of ${given} objects ${problems.length === 1 ? 'was' : 'were'} not vectorized`,
        SEE_FILES,
      );
    }
    const found = await sessionOf(state).count();
    if (found === given)
      return `${given} ${given === 1 ? 'object is' : 'objects are'} stored, each with its vectors`;
    throw new CheckFailure(
      'collection',
      `${found} objects are stored instead of ${given}`,
      CHECK_WEAVIATE_LOG,
    );
  }

  async #search(state: SmokeState): Promise<CheckOutcome> {
    if (this.#items.length === 0) return { skipped: 'nothing was imported' };
    const session = sessionOf(state);
    const neighbors = new NeighborSearch(this.#items, state);
    const searched = await verifySelfSearches(session, this.#items, state);
    for (const [i, unit] of neighbors.units.entries()) {
      state.signal.throwIfAborted();
      this.#imported[i] = { ...unit, nearest: await neighbors.around(session, unit) };
    }
    return `files find themselves: ${searched.join(', ')}`;
  }

  async #query(state: SmokeState): Promise<CheckOutcome> {
    if (this.#items.length === 0) return { skipped: 'nothing was imported' };
    const neighbors = new NeighborSearch(this.#items, state);
    const problems: FileFinding[] = [];
    for (const query of this.#request.queries) {
      const problem = await queryProblem(query, state, this.#request.tools);
      const finding = problem && findingOf(query.label, problem);
      if (finding) this.#report('media-query', [finding]);
      if (finding?.severity === 'error') {
        problems.push(finding);
        continue;
      }
      const search = await searchWith(query, sessionOf(state));
      const nearest = await neighbors.ofQuery(search, RESULTS_PER_MODALITY);
      this.#queries.push({ query: query.label, modality: modalityOf(query), nearest });
    }
    const count = this.#queries.length;
    if (problems.length > 0) {
      const queries = `${problems.length} of ${this.#request.queries.length} queries`;
      throw new CheckFailure('media', `${queries} cannot be used`, SEE_FILES);
    }
    return `${count} ${count === 1 ? 'query' : 'queries'} answered`;
  }
}

/** Every file is reported once, with its own suggestion, so a check only counts the files. */
const SEE_FILES = 'do what is suggested for each file, or leave it out';

const filesText = (count: number, which = '') => `${count} ${which}${count === 1 ? 'file' : 'files'}`;

const limitsOf = (meta: SmokeState['meta']) => ({ messageBytes: meta?.grpcMaxMessageSize });

const modalityOf = (query: MediaQuery): Modality => ('text' in query ? 'text' : query.file.modality);

async function queryProblem(
  query: MediaQuery,
  { meta, signal }: SmokeState,
  tools: MediaTools,
): Promise<MediaProblem | undefined> {
  return 'text' in query
    ? lengthProblem(query.text)
    : inspectMediaFile(query.file, { ...limitsOf(meta), tools, signal });
}

/** The search for a query: with its text, or with the content of its file. */
async function searchWith(
  query: MediaQuery,
  session: WeaviateSession,
): Promise<(vector: Modality, limit: number) => Promise<Hit[]>> {
  const content = 'text' in query ? Buffer.from(query.text) : await readFile(query.file.path);
  return (vector, limit) => searchFor(session, modalityOf(query), content, { vector, limit });
}
