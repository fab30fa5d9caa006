import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/options/table.ts';
import { CASES, SNAPSHOTS } from '../support/cases.ts';
import { configOf } from '../support/config.ts';
import { listing } from '../support/directory.ts';
import { checkShapes, rendered } from '../support/rendered.ts';

const SERVER = 'stub/server.mjs';

describe.each(CASES)('snapshots/$name', ({ name, text: input, config }) => {
  const { [SERVER]: server, ...files } = rendered(config);

  it('describes itself in its first line', () => {
    expect(input).toMatch(/^# [A-Z].*\.\n/);
  });

  it.each(Object.entries(files))('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(new URL(`${name}/${path}`, SNAPSHOTS).pathname);
  });

  it('has the expected shape in each file, without unexpected keys', () => {
    expect(() => checkShapes(files)).not.toThrow();
  });

  it('contains no other file', async () => {
    const paths = await listing(new URL(name, SNAPSHOTS).pathname);
    const known = { ...files, 'bindstack.yaml': input };
    expect(paths.filter((path) => path.includes('.') && !(path in known))).toEqual([]);
  });

  it('renders to the same bytes every time', () => {
    expect(rendered(config)).toEqual({ ...files, ...(server !== undefined && { [SERVER]: server }) });
  });

  it('ends each file with one newline, and has no trailing blanks', () => {
    for (const text of Object.values(files)) {
      expect(text).toMatch(/[^\n]\n$/);
      expect(text).not.toMatch(/[ \t\r]$/m);
    }
  });
});

it.each(OPTIONS.map(({ key }) => key))('some case gives %s a value other than its default', (key) => {
  const option = OPTIONS.find((entry) => entry.key === key)?.option;
  const values = CASES.map(({ given }) => given.get(key)?.value).filter((value) => value !== undefined);
  const others = values.filter((value) => JSON.stringify(value) !== JSON.stringify(option?.default));
  expect(others.length).toBeGreaterThan(0);
});

it.each([
  ['', ['docker-compose.yml', 'values.yaml', 'collection.json']],
  ['--target compose', ['docker-compose.yml', 'collection.json']],
  ['--target helm', ['values.yaml', 'collection.json']],
  [
    '--target compose --inference stub',
    ['docker-compose.yml', 'collection.json', 'stub/server.mjs', 'stub/Dockerfile'],
  ],
  ['--target compose --auth api-key', ['docker-compose.yml', 'collection.json', '.env.example']],
  ['--target helm --client python', ['values.yaml', 'collection.json', 'client.py', 'client_check.py']],
  [
    '--target compose --client typescript,python',
    ['docker-compose.yml', 'collection.json', 'client.py', 'client_check.py', 'client.ts', 'client.check.ts'],
  ],
])('%j generates %j', (line, paths) => {
  expect(Object.keys(rendered(configOf(line)))).toEqual(paths);
});

it('writes the stub server unchanged', () => {
  expect(rendered(configOf('--inference stub'))[SERVER]).toBe('// the stub server\n');
});
