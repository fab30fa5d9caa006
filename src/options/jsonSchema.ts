import { groupOf } from '../capabilities/groups.ts';
import {
  type AcceptedValues,
  type Condition,
  isOption,
  metBy,
  type Option,
  type OptionTree,
} from '../capabilities/option.ts';
import { choiceOf } from '../formats/choiceOf.ts';
import { MAX_COUNT } from '../formats/count.ts';
import { variableOf } from './environment.ts';
import { optionOf, optionTree } from './table.ts';

function conditionText(condition: Condition): string {
  const { key } = condition;
  const values = choiceOf(metBy(condition).map(String));
  return `Used only if ${key} ${optionOf(key).kind === 'list' ? 'includes' : 'is'} ${values}.`;
}

/** What an editor can check without the predicates of the table: `checkedValue` is stricter. */
function shapeOf(accepted: AcceptedValues): Record<string, unknown> {
  switch (accepted.form) {
    case 'text':
    case 'size':
    case 'duration':
      return { type: 'string' };
    case 'yes-no':
      return { type: 'boolean' };
    case 'number':
      return {
        type: accepted.integer ? 'integer' : 'number',
        minimum: accepted.min,
        maximum: accepted.max,
      };
    case 'count':
      return {
        anyOf: [
          { type: 'integer', minimum: 1, maximum: accepted.max },
          { type: 'string', const: 'all' },
        ],
      };
    case 'choice':
      return { type: 'string', enum: accepted.values };
    case 'list':
      return { type: 'array', items: { type: 'string' } };
    case 'choices': {
      const { values, all, atLeastOne } = accepted;
      const items = { type: 'string', enum: all ? [...values, 'all'] : values };
      return { ...(atLeastOne && { minItems: 1 }), type: 'array', items };
    }
    case 'quantity':
      return { anyOf: [{ type: 'integer', minimum: 1, maximum: MAX_COUNT }, { type: 'string' }] };
    // Its entries may be numbers and booleans, too.
    case 'map':
      return {};
  }
}

function propertyOf(key: string, option: Option<unknown>): Record<string, unknown> {
  const condition = option.when ? ` ${conditionText(option.when)}` : '';
  return {
    title: key,
    description: `${option.help.charAt(0).toUpperCase()}${option.help.slice(1)}. Flag ${option.flag}, variable ${variableOf(key)}.${condition}`,
    ...shapeOf(option.accepted),
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
