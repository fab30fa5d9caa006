import { COMPOSE_FILES, COMPOSE_OVERRIDES } from '../facts/fileNames.ts';
import { optionTree } from '../options/table.ts';
import { at, entriesOf, type Located, type LocatedTree, locate } from '../yaml/located.ts';
import { parseDocuments } from '../yaml/part.ts';
import { parseSource, type Source } from '../yaml/source.ts';
import type { Kind } from './rule.ts';
import { manifestKind } from './values/manifests.ts';
import { readValuesFile } from './values/valuesFile.ts';

/** The kind of a file with one of the names that Compose and bindstack look for, regardless of its content. */
function kindByName(name: string): Kind | undefined {
  const base = baseOf(name);
  if (base === 'bindstack.yaml' || base === 'bindstack.yml') return 'config';
  return COMPOSE_FILES.includes(base) || COMPOSE_OVERRIDES.includes(base) ? 'compose' : undefined;
}

/** The kind of a file, by its usual name, its content or a similar name. Undefined if none of them is conclusive. */
export function kindOf(source: Source, tree: LocatedTree): Kind | undefined {
  const { name } = source;
  const { root } = tree;
  const usual = kindByName(name);
  if (usual) return usual;
  const keys = entriesOf(root);
  if (isCollection(root)) return 'collection';
  if (at(root, 'services')?.kind === 'map') return 'compose';
  const { values, unread } = readValuesFile(source, tree);
  if (values.length > 0 || unread.length > 0) return 'values';
  const base = baseOf(name);
  const isNamedValues = /^values\b.*\.ya?ml$/.test(base);
  if (!isNamedValues && keys.size > 0 && [...keys.keys()].every((key) => Object.hasOwn(optionTree, key)))
    return 'config';
  if (/^(?:docker-)?compose\b.*\.ya?ml$/.test(base)) return 'compose';
  // A readable values file that was not recognized belongs to another chart.
  if (isNamedValues && (root.kind !== 'map' || source.faults.length > 0)) return 'values';
  return undefined;
}

/** The same for a text. It is parsed only if the name is not conclusive: parsing takes as long as all other checks. */
export function kindOfText(name: string, text: string): Kind | undefined {
  const usual = kindByName(name);
  if (usual) return usual;
  const source = parseSource(name, text);
  return kindOf(source, locate(source));
}

function baseOf(name: string): string {
  return name.replace(/^.*[\\/]/, '');
}

function isCollection(root: Located): boolean {
  if (root.kind === 'list')
    return root.items.length > 0 && root.items.every((item) => at(item, 'class') !== undefined);
  const keys = entriesOf(root);
  const isTypical = ['properties', 'vectorizer', 'vectorConfig', 'moduleConfig'].some((key) => keys.has(key));
  return (
    (keys.has('class') && isTypical) ||
    ['classes', 'collections'].some((key) => isListOfClasses(at(root, key)))
  );
}

function isListOfClasses(located: Located | undefined): boolean {
  return located?.kind === 'list' && located.items.some((item) => at(item, 'class') !== undefined);
}

export interface UnknownKind {
  /** What the file is instead, as a sentence that starts with `it` or `its`. */
  readonly problem: string;
  readonly suggestion: string;
}

const FORCE_VALUES = 'if the file is for the Weaviate chart, add --kind values';

/** What a file is that bindstack does not read. Undefined if unknown. */
export function unknownKind(name: string, text: string): UnknownKind | undefined {
  if (/\.(?:tf|tofu|hcl)$/.test(name) || /^\s*resource\s+"helm_release"/m.test(text)) {
    return {
      problem: 'it is Terraform, which bindstack does not read',
      suggestion:
        'move the values to a file, load it with values = [file("values.yaml")] (or templatefile), and pass that file to bindstack',
    };
  }
  const roots = parseDocuments(parseSource(name, text)).map((source) => locate(source).root);
  const [manifest] = roots.flatMap((root) => manifestKind(root) ?? []);
  if (manifest) {
    return {
      problem: `it is a manifest (${manifest.kind}) without values of the Weaviate chart`,
      suggestion:
        'pass the values file, or a manifest with values: Application, HelmRelease, HelmChart or a helmfile',
    };
  }
  const keys = roots.flatMap((root) => [...entriesOf(root).keys()]);
  if (!/values.*\.ya?ml$/i.test(name) || keys.length === 0) return undefined;
  const firstKeys = keys.slice(0, 4).join(', ');
  return {
    problem: `its keys (${firstKeys}${keys.length > 4 ? ', …' : ''}) are not those of the Weaviate chart`,
    suggestion: `in the values of a parent chart, put them under weaviate:; ${FORCE_VALUES}`,
  };
}
