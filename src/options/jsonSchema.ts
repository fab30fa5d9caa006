import * as z from 'zod/mini';
import { groupOf } from '../capabilities/groups.ts';
import { isOption, type Option, type OptionTree } from '../capabilities/option.ts';
import { variableOf } from './environment.ts';
import { schemaOf } from './schemaOf.ts';
import { optionTree } from './table.ts';

function propertyOf(key: string, option: Option<unknown>): Record<string, unknown> {
  const { $schema: _, ...shape } = z.toJSONSchema(schemaOf(option), { io: 'input', unrepresentable: 'any' });
  const condition = option.when ? ` Counts only where ${option.when.key} is ${option.when.value}.` : '';
  return {
    title: key,
    description: `${option.help.charAt(0).toUpperCase()}${option.help.slice(1)}. Flag ${option.flag}, variable ${variableOf(key)}.${condition}`,
    ...shape,
    ...(option.default === undefined ? {} : { default: option.default }),
    examples: [option.example],
  };
}

function objectOf(tree: OptionTree, path: string): Record<string, unknown> {
  const properties = Object.entries(tree).map(([name, node]) => {
    const key = path + name;
    if (isOption(node)) return [name, propertyOf(key, node)] as const;
    return [name, { title: groupOf(key).title, ...objectOf(node, `${key}.`) }] as const;
  });
  // An empty `weaviate:` is what is left when its only line is commented out.
  return {
    type: path === '' ? 'object' : ['object', 'null'],
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

/** The JSON Schema (draft 2020-12) of bindstack.yaml, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'bindstack.yaml',
    description: 'One description of a Weaviate stack with multi2vec-bind. Every key may be left out.',
    ...objectOf(optionTree, ''),
  };
}
