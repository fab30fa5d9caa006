import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkedValue } from '../../src/options/checkedValue.ts';
import { configJsonSchema } from '../../src/options/jsonSchema.ts';
import { OPTIONS } from '../../src/options/table.ts';
import { CASES } from '../support/cases.ts';

interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

const schema = configJsonSchema();
const validate = new Ajv2020({ strict: false }).compile(schema);

function propertyOf(key: string): Schema {
  let node: Schema | undefined = schema;
  for (const part of key.split('.')) node = node?.properties?.[part];
  if (!node) throw new Error(`no property ${key}`);
  return node;
}

/** A file with one value. */
function fileWith(key: string, value: unknown): unknown {
  return key.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
}

describe('the schema of bindstack.yaml', () => {
  it.each(OPTIONS)('describes $key, with a default and an example that it accepts', ({ key, option }) => {
    const property = propertyOf(key);
    expect(property.title).toBe(key);
    expect(property.description).toContain(option.flag);
    expect(property.default).toEqual(option.default);
    expect(property.examples).toHaveLength(1);
    for (const value of [
      ...(property.examples ?? []),
      ...(option.default === undefined ? [] : [option.default]),
    ]) {
      expect(validate(fileWith(key, value)), `${key}: ${JSON.stringify(value)}`).toBe(true);
      expect(checkedValue(option, value)).toHaveProperty('value');
    }
  });

  it.each(CASES)('accepts snapshots/$name', ({ text }) => {
    expect(validate(parse(text) ?? {})).toBe(true);
  });

  it.each([
    [{ nmae: 'a' }],
    [{ weaviate: { memroy: '4g' } }],
    [{ weaviate: { httpPort: 99_999 } }],
    [{ weaviate: { auth: 'none' } }],
    [{ collection: { modalities: ['smell'] } }],
  ])('refuses %j', (file) => {
    expect(validate(file)).toBe(false);
  });
});
