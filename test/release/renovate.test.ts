import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as versions from '../../src/facts/versions.ts';

interface CustomManager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const CONFIG = JSON.parse(read('renovate.json')) as { customManagers: readonly CustomManager[] };

/** What the custom managers find in a file, as Renovate looks: path against patterns, then text against expressions. */
function found(path: string): (Record<string, string | undefined> & { line: string })[] {
  const text = read(path);
  return CONFIG.customManagers
    .filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(path)),
    )
    .flatMap(({ matchStrings }) => matchStrings)
    .flatMap((expression) => [...text.matchAll(new RegExp(expression, 'g'))])
    .map((match) => ({ ...match.groups, line: match[0].split('\n').at(-1) ?? '' }));
}

const PINS = found('src/facts/versions.ts');

/** Constants of versions.ts that are texts and that no update is wanted for, and why. */
const NOT_FOLLOWED: Partial<Record<keyof typeof versions, string>> = {
  CHART_REPOSITORY: 'an address',
  INFERENCE_TAG: 'a newer image may hold another model: never changed without a person who decides it',
  FLOATING_INFERENCE_TAG: 'floats: each release overwrites it',
  SYSCTL_IMAGE: 'what the chart says, and it says latest',
  OLDEST_PYTHON_CLIENT_VERSION: 'a limit: it changes with the generated code',
  NODE_20_CLIENT_VERSION: 'a limit: later versions require Node 22',
  OLDEST_TESTED_WEAVIATE_VERSION: 'the start of a tested upgrade: any release of an older series',
  CHART_WEAVIATE_TAG: 'what the chart of CHART_VERSION says',
};

const TEXTS = Object.entries<unknown>(versions).flatMap(([name, value]) =>
  typeof value === 'string' ? [[name, value] as const] : [],
);
const FOLLOWED = TEXTS.filter(([name]) => !(name in NOT_FOLLOWED));

describe('Renovate', () => {
  it.each(FOLLOWED)('follows %s', (name, value) => {
    const pin = PINS.find(({ line }) => line.startsWith(`export const ${name} = `));
    expect(pin).toBeDefined();
    expect(value.split(':').at(-1)).toBe(pin?.['currentValue']);
    expect(['docker', 'helm', 'npm', 'pypi']).toContain(pin?.['datasource']);
  });

  it('follows nothing else there', () => {
    expect(PINS).toHaveLength(FOLLOWED.length);
    expect(new Set(PINS.map(({ depName }) => depName)).size).toBe(PINS.length);
  });

  it('asks the repository of the chart that users are sent to', () => {
    const chart = PINS.find(({ datasource }) => datasource === 'helm');
    expect(chart?.['registryUrl']).toBe(versions.CHART_REPOSITORY);
  });
});
