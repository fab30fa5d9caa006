import { CAPABILITIES } from '../capabilities/all.ts';
import type { Capability } from '../capabilities/capability.ts';
import { GROUPS, type GroupName } from '../capabilities/groups.ts';
import { type ConfigOf, isOption, type Option, type OptionTree } from '../capabilities/option.ts';

const NAMES = Object.keys(GROUPS) as GroupName[];

/** The options of all capabilities in a group, merged; or the single option of that name. */
function optionsOfGroup(name: GroupName): Option<unknown> | OptionTree {
  const parts = CAPABILITIES.map(({ options }: Pick<Capability<never>, 'options'>) => options[name] ?? {});
  return parts.find(isOption) ?? Object.assign({}, ...parts);
}

/** Every option of a stack. The path in this tree is the key in bindstack.yaml. */
export const optionTree: OptionTree = Object.fromEntries(NAMES.map((name) => [name, optionsOfGroup(name)]));

type Options = (typeof CAPABILITIES)[number]['options'];

/** The intersection of all members of a union. */
type UnionToIntersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** The checked description of a stack, from which all files are generated. */
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

/** All options as a list, in the order of the tree. */
export const OPTIONS: readonly KeyedOption[] = walk(optionTree, '');

/** The option with this key; throws if the key is unknown. */
export function optionOf(key: string): Option<unknown> {
  const found = OPTIONS.find((entry) => entry.key === key);
  if (!found) throw new Error(`no option has the key ${key}`);
  return found.option;
}
