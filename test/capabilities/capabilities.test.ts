import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from '../../src/capabilities/all.ts';
import type { Capability } from '../../src/capabilities/capability.ts';
import { GROUPS } from '../../src/capabilities/groups.ts';
import { OPTIONS, type StackConfig } from '../../src/options/table.ts';
import { mergeFragments, withKeyOrder } from '../../src/stack/contributions.ts';
import { configOf } from '../support/config.ts';

const ALL: readonly Capability<StackConfig>[] = CAPABILITIES;

/** The only variable that `--env` may override. */
const OVERRIDABLE = 'API_BASED_MODULES_DISABLED';

describe('a capability', () => {
  it.each(['', '--auth api-key', '--cors-origin https://a.example', '--module generative-ollama'])(
    'declares the variables that it sets as owned: %j',
    (line) => {
      const surroundings = {
        inferenceUrl: 'http://a:1',
        backupsPath: '/backups',
        googleKeyFile: '/key.json',
        dataPath: '/data',
        nodes: 1,
      };
      for (const { variables, owned = {} } of ALL) {
        const names = (variables?.(configOf(line), surroundings) ?? []).map(({ name }) => name);
        expect(names.filter((name) => !Object.hasOwn(owned, name) && name !== OVERRIDABLE)).toEqual([]);
      }
    },
  );

  it('has rules about existing options only', () => {
    const keys = new Set(OPTIONS.map(({ key }) => key));
    const named = ALL.flatMap(({ rules = [] }) => rules.flatMap((rule) => rule.keys));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('has options in groups with a heading, in the order of the groups', () => {
    const groups = OPTIONS.map(({ key }) => key.split('.')[0]);
    expect([...new Set(groups)]).toEqual(Object.keys(GROUPS));
  });
});

describe('file fragments', () => {
  it('are merged: maps and lists are combined, other values are replaced by the later one', () => {
    const one = { a: { b: 1, list: ['x'] }, c: 'first' };
    const other = { a: { d: 2, list: ['y'] }, c: 'second', e: null };
    expect(mergeFragments(one, undefined, other)).toEqual({
      a: { b: 1, list: ['x', 'y'], d: 2 },
      c: 'second',
      e: null,
    });
    expect(one).toEqual({ a: { b: 1, list: ['x'] }, c: 'first' });
  });

  it('are sorted by the given keys, followed by all others', () => {
    expect(Object.keys(withKeyOrder({ z: 1, y: 2, b: 3, a: 4 }, ['a', 'b']))).toEqual(['a', 'b', 'z', 'y']);
  });
});
