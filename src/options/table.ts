import { CAPABILITIES } from '../capabilities/all.ts';
import type { Capability } from '../capabilities/capability.ts';
import { GROUPS, type GroupName } from '../capabilities/groups.ts';
import { type ConfigOf, isOption, type Option, type OptionTree } from '../capabilities/option.ts';

const NAMES = Object.keys(GROUPS) as GroupName[];

/** What the capabilities have in a group: its options together, or the one option of that name. */
function optionsOfGroup(name: GroupName): Option<unknown> | OptionTree {
  const parts = CAPABILITIES.map(({ options }: Pick<Capability<never>, 'options'>) => options[name] ?? {});
  return parts.find(isOption) ?? Object.assign({}, ...parts);
}

/** Every option of a stack. Its place in this tree is its key in bindstack.yaml. */
export const optionTree: OptionTree = Object.fromEntries(NAMES.map((name) => [name, optionsOfGroup(name)]));

type Options = (typeof CAPABILITIES)[number]['options'];

/** One type that has all that each member of a union has. */
type UnionToIntersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** One description of a stack: what every file and every command is made from. */
export type StackConfig = UnionToIntersection<ConfigOf<Options>>;

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
