import type { Modality } from '../../facts/modalities.ts';
import { objectId } from '../../media/objectId.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import type { VectorMode } from '../../weaviate/object.ts';
import type { Hit, WeaviateSession } from '../../weaviate/session.ts';
import type { SmokeState } from '../checks/check.ts';
import type { MediaItem } from './mediaFolder.ts';
import type { ImportedMedium, Neighbor } from './mediaReport.ts';

/** Maximum number of results of one search. */
const SEARCH_LIMIT = 1000;

/** How many objects to show if one vector combines all media of an object. */
const NEAREST_OBJECTS = 3;

/** A medium with its own vector, or an object whose media share one. */
type Unit = Pick<ImportedMedium, 'name' | 'modality' | 'id'>;

/** Finds the nearest imported media: files, or objects if one vector combines several files. */
export class NeighborSearch {
  readonly units: readonly Unit[];
  readonly #vectors: VectorMode;
  readonly #modalities: readonly Modality[];
  /** By id, and with separate vectors also by modality. */
  readonly #byKey: ReadonlyMap<string, Unit>;

  constructor(items: readonly MediaItem[], { config, collection }: SmokeState) {
    const { vectors, modalities } = config.collection;
    this.#vectors = vectors;
    this.#modalities = modalities;
    this.units = items.flatMap(({ title, files }): Unit[] => {
      const id = objectId(collection, title);
      return vectors === 'balanced'
        ? [{ name: title, modality: null, id }]
        : files.map(({ name, modality }) => ({ name, modality, id }));
    });
    const keyOf = ({ id, modality }: Unit) => (vectors === 'separate' ? `${id} ${modality}` : id);
    this.#byKey = new Map(this.units.map((unit) => [keyOf(unit), unit]));
  }

  /** The nearest others of each modality. Searches with the stored vector, which does not involve the model. */
  async around(session: WeaviateSession, unit: Unit): Promise<Neighbor[]> {
    const stored = await session.vectorsOf(unit.id);
    const vector = stored[this.#vectors === 'separate' ? (unit.modality ?? '') : ONLY_VECTOR] ?? [];
    const found = await this.#search((field, limit) => session.nearVector(vector, field, limit), 2);
    const others = found.filter(({ name, modality }) => name !== unit.name || modality !== unit.modality);
    return nearestOfEach(others, this.#vectors === 'balanced' ? NEAREST_OBJECTS : 1);
  }

  /** The results of a query that are nearest, for each modality. */
  async ofQuery(
    search: (vector: Modality, limit: number) => Promise<Hit[]>,
    count: number,
  ): Promise<Neighbor[]> {
    return nearestOfEach(await this.#search(search, count), count);
  }

  /**
   * Runs one search, or one per modality if each has its own vector. Media of the same modality are nearer to each other
   * than to matching media of another one, so a short list would contain one modality only. With a shared vector,
   * the search therefore returns all objects.
   */
  async #search(
    search: (vector: Modality, limit: number) => Promise<Hit[]>,
    count: number,
  ): Promise<Neighbor[]> {
    if (this.#vectors !== 'separate') {
      const [any = 'text'] = this.#modalities;
      return this.#named(await search(any, Math.min(this.units.length, SEARCH_LIMIT)));
    }
    const found: Neighbor[] = [];
    for (const field of this.#modalities) found.push(...this.#named(await search(field, count), field));
    return found;
  }

  #named(hits: readonly Hit[], field?: Modality): Neighbor[] {
    return hits.flatMap(({ id, distance }) => {
      const unit = this.#byKey.get(field === undefined ? id : `${id} ${field}`);
      return unit && distance !== undefined ? [{ name: unit.name, modality: unit.modality, distance }] : [];
    });
  }
}

/** The first few of each modality, nearest first. */
function nearestOfEach(found: readonly Neighbor[], count: number): Neighbor[] {
  const counts = new Map<Modality | null, number>();
  return [...found]
    .sort((a, b) => a.distance - b.distance)
    .filter(({ modality }) => {
      const before = counts.get(modality) ?? 0;
      counts.set(modality, before + 1);
      return before < count;
    });
}
