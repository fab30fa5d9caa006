import { entriesOf, locate } from '../yaml/located.ts';
import { parseDocuments } from '../yaml/part.ts';
import { parseSource } from '../yaml/source.ts';
import { manifestKind } from './values/manifests.ts';

export interface UnknownKind {
  /** What it is instead, as the rest of a sentence about the file. */
  readonly problem: string;
  readonly suggestion: string;
}

const INSIST = 'if it is for the Weaviate chart after all, say so with --kind values';

/** What a file is that is of no kind that bindstack reads; undefined where nothing tells. Pure YAML is parsed again. */
export function unknownKind(name: string, text: string): UnknownKind | undefined {
  if (/\.(?:tf|tofu|hcl)$/.test(name) || /^\s*resource\s+"helm_release"/m.test(text)) {
    return {
      problem: 'it is Terraform, which is not read here',
      suggestion:
        'move the values into a file, pass it on with values = [file("values.yaml")] (or templatefile), and name that file instead',
    };
  }
  const roots = parseDocuments(parseSource(name, text)).map((source) => locate(source).root);
  const [manifest] = roots.flatMap((root) => manifestKind(root) ?? []);
  if (manifest) {
    return {
      problem: `it is a manifest (${manifest.kind}) that has no values of the Weaviate chart`,
      suggestion:
        'name the values file, or a manifest with values: Application, HelmRelease, HelmChart, a helmfile',
    };
  }
  const keys = roots.flatMap((root) => [...entriesOf(root).keys()]);
  if (!/values.*\.ya?ml$/i.test(name) || keys.length === 0) return undefined;
  const some = keys.slice(0, 4).join(', ');
  return {
    problem: `its keys (${some}${keys.length > 4 ? ', …' : ''}) are not those of the Weaviate chart`,
    suggestion: `the values of a parent chart need a block weaviate; ${INSIST}`,
  };
}
