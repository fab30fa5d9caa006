import * as z from 'zod/mini';
import { groupOf } from '../capabilities/groups.ts';
import { type Condition, isOption, metBy, type Option, type OptionTree } from '../capabilities/option.ts';
import { choiceOf } from '../formats/choiceOf.ts';
import { variableOf } from './environment.ts';
import { schemaOf } from './schemaOf.ts';
import { optionOf, optionTree } from './table.ts';

function conditionText(condition: Condition): string {
  const { key } = condition;
  const values = choiceOf(metBy(condition).map(String));
  return `Used only if ${key} ${optionOf(key).kind === 'list' ? 'includes' : 'is'} ${values}.`;
}

function propertyOf(key: string, option: Option<unknown>): Record<string, unknown> {
  const { $schema: _, ...shape } = z.toJSONSchema(schemaOf(option), { io: 'input', unrepresentable: 'any' });
  const condition = option.when ? ` ${conditionText(option.when)}` : '';
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
  // Null: an empty `weaviate:` remains when its only line is commented out.
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
    description: 'Describes a Weaviate stack with multi2vec-bind. Every key is optional.',
    ...objectOf(optionTree, ''),
  };
}
