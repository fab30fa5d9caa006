import { type Located, type LocatedMap, type LocatedTree, locate, textOf } from '../../yaml/located.ts';
import { parseDocuments, parsePart } from '../../yaml/part.ts';
import type { Place, Source } from '../../yaml/source.ts';
import { type ChartValues, chartValuesIn, valuesOf } from './chartValues.ts';
import { type ManifestRelease, manifestKind, releasesIn, withParameters } from './manifests.ts';

/** Values that a manifest references or contains but that cannot be read here. */
export interface UnreadValues {
  readonly place: Place;
  /** Why, as the end of the sentence "values of the Weaviate chart …". */
  readonly problem: string;
}

/** A file with values of the Weaviate chart: a values file, or manifests for programs that install the chart. */
export interface ValuesFile {
  readonly values: readonly ChartValues[];
  /** What was parsed, with syntax errors: each document, and each text inside one that contains YAML. */
  readonly trees: readonly { readonly source: Source; readonly tree: LocatedTree }[];
  readonly unread: readonly UnreadValues[];
}

/** Whether this is the name of the Weaviate chart: `weaviate`, `weaviate/weaviate`, `oci://…/weaviate`. */
function isWeaviateChart(chart: string | undefined): boolean {
  return /(?:^|\/)weaviate(?:-\d[\w.]*\.tgz)?$/.test(chart ?? '');
}

class ValuesReader {
  readonly values: ChartValues[] = [];
  readonly trees: { source: Source; tree: LocatedTree }[] = [];
  readonly unread: UnreadValues[] = [];

  document(source: Source, tree: LocatedTree): void {
    this.trees.push({ source, tree });
    const releases = releasesIn(tree.root);
    for (const release of releases) this.#release(release, source);
    if (releases.length === 0 && !manifestKind(tree.root)) this.values.push(...chartValuesIn(tree.root));
  }

  #release(release: ManifestRelease, source: Source): void {
    const isWeaviate = isWeaviateChart(release.chart);
    const before = this.values.length;
    for (const values of release.values) {
      if (values.kind === 'map') this.#map(values, release, isWeaviate);
      else if (values.kind === 'scalar' && values.value !== null)
        this.#text(values, release, source, isWeaviate);
    }
    if (!isWeaviate && this.values.length === before) return;
    for (const located of release.references) {
      const file = textOf(located);
      const where = file === undefined ? 'another object' : file;
      this.unread.push({ place: located.place, problem: `are also in ${where}, which is not read here` });
    }
  }

  #map(alone: LocatedMap, { name, parameters = [] }: ManifestRelease, isWeaviate: boolean): void {
    const root = withParameters(alone, parameters);
    const found = chartValuesIn(root);
    const values = found.length === 0 && isWeaviate ? [valuesOf(root, root.place)] : found;
    this.values.push(
      ...values.map((one) => ({ ...one, name: one.name === '' ? name : `${name}.${one.name}` })),
    );
  }

  #text(text: Located, release: ManifestRelease, source: Source, isWeaviate: boolean): void {
    const part = { document: source.part?.document ?? 0, block: text.path };
    const inner = parsePart(source.name, source.text, part);
    const tree = inner && locate(inner);
    if (!inner || !tree) {
      const problem = 'are in a text format that cannot be read here: write them as a block after |';
      if (isWeaviate) this.unread.push({ place: text.place, problem });
      return;
    }
    const isTemplate = (textOf(text) ?? '').includes('{{');
    if (isTemplate && (inner.faults.length > 0 || tree.faults.length > 0)) {
      const problem = 'are a template, which cannot be read until it is rendered: validate the result';
      if (isWeaviate) this.unread.push({ place: text.place, problem });
      return;
    }
    if (tree.root.kind === 'map') this.#map(tree.root, release, isWeaviate);
    if (isWeaviate || chartValuesIn(tree.root).length > 0) this.trees.push({ source: inner, tree });
  }
}

/** Reads the values of the Weaviate chart in a file. `tree` is the first document of `source`. */
export function readValuesFile(source: Source, tree: LocatedTree): ValuesFile {
  const reading = new ValuesReader();
  for (const document of parseDocuments(source))
    reading.document(document, document === source ? tree : locate(document));
  return reading;
}

/** The values in a file that the user declares to be a values file: its root, if nothing is recognized. */
export function valuesOrRoot({ values, trees, unread }: ValuesFile): readonly ChartValues[] {
  if (values.length > 0 || unread.length > 0) return values;
  const root = trees.map(({ tree }) => tree.root).find(({ kind }) => kind === 'map');
  return root?.kind === 'map' ? [valuesOf(root, root.place)] : [];
}
