import {
  at,
  entriesOf,
  itemsOf,
  type Located,
  type LocatedMap,
  type LocatedScalar,
  textOf,
} from '../../yaml/located.ts';

/** A value with its path, as in `helm --set`: `modules.multi2vec-bind.enabled`. */
export interface Parameter {
  readonly name: string;
  readonly value: Located;
  /** Always text, as with `--set-string`. */
  readonly isText?: boolean;
}

/** Converts text as `helm --set` does. */
function parseSetValue(located: Located, isText: boolean): LocatedScalar | undefined {
  const text = textOf(located);
  if (located.kind !== 'scalar' || text === undefined) return undefined;
  if (isText || typeof located.value !== 'string') return located;
  if (text === 'true' || text === 'false') return { ...located, value: text === 'true' };
  if (text === 'null') return { ...located, value: null };
  return /^(?:0|-?[1-9]\d*)$/.test(text) ? { ...located, value: Number(text) } : located;
}

function withValue(
  map: LocatedMap,
  [key = '', ...rest]: readonly string[],
  value: LocatedScalar,
): LocatedMap {
  const below = at(map, key);
  const path = [...map.path, key];
  const empty: LocatedMap = { kind: 'map', entries: new Map(), place: value.place, path };
  const next = rest.length === 0 ? value : withValue(below?.kind === 'map' ? below : empty, rest, value);
  const entry = { key: map.entries.get(key)?.key ?? value.place, value: next };
  return { ...map, entries: new Map([...map.entries, [key, entry]]) };
}

/** Merges parameters over values, as Helm does. Skips parameters for list items (`args[0]`). */
export function withParameters(root: LocatedMap, parameters: readonly Parameter[]): LocatedMap {
  let current = root;
  for (const { name, value, isText = false } of parameters) {
    const scalar = parseSetValue(value, isText);
    if (!scalar || name.includes('[')) continue;
    const keys = name.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
    current = withValue(current, keys, scalar);
  }
  return current;
}

/** The values of one release in a manifest or a list of releases. */
export interface ManifestRelease {
  /** For messages: `Application/weaviate`. */
  readonly name: string;
  /** The chart, if it is named: `weaviate`, `weaviate/weaviate`, or a folder. */
  readonly chart: string | undefined;
  /** Maps, and text that contains YAML; later ones override earlier ones. */
  readonly values: readonly Located[];
  /** References to files and objects with more values for the release. */
  readonly references: readonly Located[];
  /** Single values that override all of these. */
  readonly parameters?: readonly Parameter[];
}

type Reader = (root: Located, name: string) => ManifestRelease[];

function defined(...found: readonly (Located | undefined)[]): Located[] {
  return found.filter((one) => one !== undefined);
}

/** Reads a list of items with `name` and `value`. */
function parametersOf(list: Located | undefined): Parameter[] {
  return itemsOf(list).flatMap((item) => {
    const name = textOf(at(item, 'name'));
    const value = at(item, 'value');
    const isText = textOf(at(item, 'forceString')) === 'true';
    return name === undefined || !value ? [] : [{ name, value, isText }];
  });
}

/** Argo CD: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
function argoSources(spec: Located | undefined, name: string): ManifestRelease[] {
  return [...defined(at(spec, 'source')), ...itemsOf(at(spec, 'sources'))].map((source) => {
    const helm = at(source, 'helm');
    const object = at(helm, 'valuesObject');
    return {
      name,
      chart: textOf(at(source, 'chart')),
      // valuesObject takes precedence over the text.
      values: object ? [object] : defined(at(helm, 'values')),
      references: itemsOf(at(helm, 'valueFiles')),
      parameters: parametersOf(at(helm, 'parameters')),
    };
  });
}

/** Readers by API group and kind. */
const READERS: Readonly<Record<string, Reader>> = {
  'argoproj.io/Application': (root, name) => argoSources(at(root, 'spec'), name),
  'argoproj.io/ApplicationSet': (root, name) => argoSources(at(root, 'spec', 'template', 'spec'), name),
  // Flux: https://fluxcd.io/flux/components/helm/helmreleases/
  'helm.toolkit.fluxcd.io/HelmRelease': (root, name) => [
    {
      name,
      chart: textOf(at(root, 'spec', 'chart', 'spec', 'chart')),
      values: defined(at(root, 'spec', 'values')),
      references: itemsOf(at(root, 'spec', 'valuesFrom')),
    },
  ],
  // k3s and RKE2: https://docs.k3s.io/helm
  'helm.cattle.io/HelmChart': (root, name) => [
    {
      name,
      chart: textOf(at(root, 'spec', 'chart')),
      values: defined(at(root, 'spec', 'valuesContent')),
      references: itemsOf(at(root, 'spec', 'valuesSecrets')),
      parameters: [...entriesOf(at(root, 'spec', 'set'))].map(([key, { value }]) => ({ name: key, value })),
    },
  ],
  'helm.cattle.io/HelmChartConfig': (root, name) => [
    {
      name,
      chart: textOf(at(root, 'metadata', 'name')),
      values: defined(at(root, 'spec', 'valuesContent')),
      references: itemsOf(at(root, 'spec', 'valuesSecrets')),
    },
  ],
  'helm.crossplane.io/Release': (root, name) => [
    {
      name,
      chart: textOf(at(root, 'spec', 'forProvider', 'chart', 'name')),
      values: defined(at(root, 'spec', 'forProvider', 'values')),
      references: itemsOf(at(root, 'spec', 'forProvider', 'valuesFrom')),
      parameters: parametersOf(at(root, 'spec', 'forProvider', 'set')),
    },
  ],
  // Releases reference ConfigMaps whose keys are file names.
  '/ConfigMap': (root, name) =>
    [...entriesOf(at(root, 'data'))]
      .filter(([file]) => /values.*\.ya?ml$/.test(file))
      .map(([, { value }]) => ({ name, chart: undefined, values: [value], references: [] })),
};

/** https://helmfile.readthedocs.io, https://kubectl.docs.kubernetes.io/references/kustomize/builtins/ */
function listedReleases(root: Located): ManifestRelease[] {
  const releases = itemsOf(at(root, 'releases')).map((release) => {
    const values = itemsOf(at(release, 'values'));
    return {
      name: textOf(at(release, 'name')) ?? 'release',
      chart: textOf(at(release, 'chart')),
      values: values.filter(({ kind }) => kind === 'map'),
      references: values.filter(({ kind }) => kind === 'scalar'),
      parameters: parametersOf(at(release, 'set')),
    };
  });
  const charts = itemsOf(at(root, 'helmCharts')).map((chart) => ({
    name: textOf(at(chart, 'releaseName')) ?? textOf(at(chart, 'name')) ?? 'helmCharts',
    chart: textOf(at(chart, 'name')),
    values: defined(at(chart, 'valuesInline')),
    references: defined(at(chart, 'valuesFile')),
  }));
  return [...releases.filter(({ chart }) => chart !== undefined), ...charts];
}

/** The group and kind of a Kubernetes manifest, such as `argoproj.io` and `Application`; undefined for other files. */
export function manifestKind(root: Located): { readonly group: string; readonly kind: string } | undefined {
  const version = textOf(at(root, 'apiVersion'));
  const kind = textOf(at(root, 'kind'));
  if (version === undefined || kind === undefined) return undefined;
  return { group: version.includes('/') ? version.replace(/\/[^/]*$/, '') : '', kind };
}

/** The releases that a document defines. */
export function releasesIn(root: Located): ManifestRelease[] {
  const manifest = manifestKind(root);
  if (!manifest) return listedReleases(root);
  const { group, kind } = manifest;
  const name = textOf(at(root, 'metadata', 'name'));
  const reader = Object.entries(READERS).find(([key]) => key === `${group}/${kind}`)?.[1];
  if (reader) return reader(root, name === undefined ? kind : `${kind}/${name}`);
  return kind === 'Kustomization' ? listedReleases(root) : [];
}
