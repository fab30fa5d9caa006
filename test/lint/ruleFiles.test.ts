import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLLECTION_RULES } from '../../src/lint/collection/collectionRules.ts';
import { COMPOSE_RULES } from '../../src/lint/compose/composeRules.ts';
import { VALUES_RULES } from '../../src/lint/values/valuesRules.ts';

const LINT = join(import.meta.dirname, '../../src/lint');

/** The rules of a kind of file, and the prefix of the ids in its own folder. */
const KINDS = {
  compose: { rules: COMPOSE_RULES, prefix: '' },
  values: { rules: VALUES_RULES, prefix: 'values-' },
  collection: { rules: COLLECTION_RULES, prefix: 'collection-' },
};

const idOf = (file: string) =>
  basename(file, '.ts').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const filesOf = (folder: string) => readdirSync(join(LINT, folder, 'rules')).sort();

/** The exports of a rule's module. */
async function exportsOf(folder: string, file: string): Promise<unknown[]> {
  const module: Record<string, unknown> = await import(join(LINT, folder, 'rules', file));
  return Object.values(module);
}

// A rule about the variables of Weaviate applies to Compose files and, with a prefix, to values.
const SHARED = filesOf('weaviate').map(idOf);

describe.each(Object.entries(KINDS))('lint/%s/rules', (folder, { rules, prefix }) => {
  it.each(filesOf(folder))('%s exports the rule that it is named after, and nothing else', async (file) => {
    const exported = await exportsOf(folder, file);
    expect(exported).toEqual([expect.objectContaining({ id: `${prefix}${idOf(file)}` })]);
    expect(rules).toContain(exported[0]);
  });

  it('has a file for each rule of the list, except those about the variables of Weaviate', () => {
    const own = filesOf(folder).map((file) => `${prefix}${idOf(file)}`);
    const shared = folder === 'collection' ? [] : SHARED.map((id) => `${prefix}${id}`);
    expect(rules.map(({ id }) => id).sort()).toEqual([...own, ...shared].sort());
  });
});

it.each(filesOf('weaviate'))(
  'lint/weaviate/rules/%s exports the rule that it is named after',
  async (file) => {
    expect(await exportsOf('weaviate', file)).toEqual([expect.objectContaining({ id: idOf(file) })]);
  },
);
