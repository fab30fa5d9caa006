import { isLabel } from '../formats/names.ts';
import { collectionOptions } from './collectionOptions.ts';
import { gpuOptions } from './gpuOptions.ts';
import { inferenceOptions } from './inferenceOptions.ts';
import { kubernetesOptions } from './kubernetesOptions.ts';
import { type ConfigOf, choices, isOption, type Option, type OptionTree, text } from './option.ts';
import { weaviateOptions } from './weaviateOptions.ts';

/** Every option of a stack. Its place in this tree is its key in bindstack.yaml. */
export const optionTree = {
  name: text({
    flag: '--name',
    placeholder: 'NAME',
    help: 'name of the stack: Compose project and Helm release',
    default: 'bindstack',
    accepts: (name) => isLabel(name, 53),
    expected: 'a name of lower case letters, digits and -, at most 53',
  }),
  targets: choices({
    flag: '--target',
    help: 'what to write files for',
    default: ['compose', 'helm'],
    values: ['compose', 'helm'],
    atLeastOne: true,
  }),
  weaviate: weaviateOptions,
  inference: inferenceOptions,
  gpu: gpuOptions,
  collection: collectionOptions,
  clients: choices({
    flag: '--client',
    help: 'client code to write',
    default: [],
    values: ['python', 'typescript'],
  }),
  kubernetes: kubernetesOptions,
};

/** One description of a stack: what every file and every command is made from. */
export type StackConfig = ConfigOf<typeof optionTree>;

export interface KeyedOption {
  /** `weaviate.httpPort`. */
  readonly key: string;
  readonly option: Option<unknown>;
}

function walk(tree: OptionTree, prefix: string): KeyedOption[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    isOption(node) ? [{ key: prefix + name, option: node }] : walk(node, `${prefix}${name}.`),
  );
}

/** The table as a list, in the order of the tree. */
export const OPTIONS: readonly KeyedOption[] = walk(optionTree, '');

/** The option with a key. */
export function optionOf(key: string): Option<unknown> {
  const found = OPTIONS.find((entry) => entry.key === key);
  if (!found) throw new Error(`no option has the key ${key}`);
  return found.option;
}
