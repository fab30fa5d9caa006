import { describe, expect, it } from 'vitest';
import { readComposeFiles } from '../../src/lint/compose/composeFile.ts';
import { mergeProject } from '../../src/lint/compose/project.ts';
import { at } from '../../src/yaml/located.ts';
import { plainValue } from '../../src/yaml/pieces.ts';
import { positionOf } from '../../src/yaml/source.ts';

const variables = new Map([['TAG', '1.38.11']]);

function project(files: Record<string, string>, referenced: Record<string, string> = {}) {
  const read = Object.entries(files).flatMap(([name, text]) => readComposeFiles(name, text, variables));
  return mergeProject(read, variables, {
    text: (name) => (referenced[name] === undefined ? undefined : { name, text: referenced[name] }),
    variables: (name) =>
      referenced[name] === undefined
        ? undefined
        : new Map([
            ['FROM_FILE', 'yes'],
            ['BOTH', 'file'],
          ]),
  });
}

describe('a Compose project', () => {
  it('merges files as Compose does, and each value keeps its file', () => {
    const { root, services } = project({
      'a.yml':
        'services:\n  w:\n    image: x:1\n    command: [a, b]\n    ports: ["1:1"]\n    environment:\n      A: 1\n      B: 2\n',
      'b.yml':
        'services:\n  w:\n    image: x:${TAG}\n    command: [c]\n    ports: ["2:2"]\n    environment:\n      - B=3\n',
    });
    const service = at(root, 'services', 'w');
    expect(plainValue(at(service, 'command') ?? root)).toEqual(['c']);
    expect(plainValue(at(service, 'ports') ?? root)).toEqual(['1:1', '2:2']);
    expect(services[0]?.image?.tag).toBe('1.38.11');
    const { entries } = services[0]?.environment ?? { entries: new Map() };
    expect([entries.get('A')?.value, entries.get('B')?.value]).toEqual(['1', '3']);
    expect(entries.get('B')?.place.source.name).toBe('b.yml');
  });

  it('removes values with !reset and replaces them with !override', () => {
    const { root } = project({
      'a.yml': 'services:\n  w:\n    ports: ["1:1"]\n    volumes: [a:/a]\n    restart: always\n',
      'b.yml':
        'services:\n  w:\n    ports: !override ["2:2"]\n    volumes: !reset []\n    restart: !reset null\n',
    });
    expect(plainValue(at(root, 'services', 'w') ?? root)).toEqual({ ports: ['2:2'] });
  });

  it('follows anchors, merge keys, extends and include', () => {
    const { root, incomplete } = project(
      {
        'a.yml':
          'x-env: &env\n  A: 1\ninclude:\n  - other.yml\nservices:\n  base:\n    environment:\n      <<: *env\n      B: 2\n  w:\n    extends: base\n    image: x\n  v:\n    extends: {file: other.yml, service: far}\n',
      },
      { 'other.yml': 'services:\n  far:\n    image: y\n' },
    );
    const services = plainValue(at(root, 'services') ?? root) as Record<string, Record<string, unknown>>;
    expect(services['w']).toMatchObject({ image: 'x', environment: { A: 1, B: 2 } });
    expect(services['v']).toMatchObject({ image: 'y' });
    expect(Object.keys(services).sort()).toEqual(['base', 'far', 'v', 'w']);
    expect(incomplete).toBe(false);
  });

  it('is incomplete if a referenced file cannot be read', () => {
    const { incomplete, services } = project({
      'a.yml': 'include: [gone.yml]\nservices:\n  w:\n    env_file: [gone.env]\n',
    });
    expect(incomplete).toBe(true);
    expect(services[0]?.environment.incomplete).toBe(true);
  });

  it('lets `environment` override env files', () => {
    const { services } = project(
      { 'a.yml': 'services:\n  w:\n    env_file: some.env\n    environment: {BOTH: own}\n' },
      { 'some.env': '' },
    );
    const { entries } = services[0]?.environment ?? { entries: new Map() };
    expect([entries.get('FROM_FILE')?.value, entries.get('BOTH')?.value]).toEqual(['yes', 'own']);
  });

  it('points to the anchor for a value that comes from an alias', () => {
    const { services } = project({ 'a.yml': 'x: &e\n  A: 1\nservices:\n  w:\n    environment: *e\n' });
    const place = services[0]?.environment.entries.get('A')?.place;
    expect(place && positionOf(place)).toMatchObject({ line: 2, column: 6 });
  });

  it.each([
    ['inside itself', 'a: &a\n  b: *a\n', /inside its own anchor/],
    ['without an anchor', 'a: *b\n', /anchor|alias/i],
  ])('does not follow an alias %s', (_, text, message) => {
    const { faults } = project({ 'a.yml': text });
    expect(faults.map((fault) => fault.message).join()).toMatch(message);
  });

  it('rejects aliases that expand to too many values', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`);
    const { faults } = project({ 'a.yml': ['l0: &l0 [x]', ...levels].join('\n') });
    expect(faults.map((fault) => fault.message)).toEqual([
      expect.stringMatching(/aliases expand this to more than/),
    ]);
  });
});
