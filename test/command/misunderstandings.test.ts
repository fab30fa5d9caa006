import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listing } from '../support/directory.ts';
import { newPlace } from '../support/place.ts';

/** Command lines that make no sense: each gets one error, and nothing is written. */
const REFUSED: readonly (readonly [line: string, error: RegExp, advice: RegExp])[] = [
  ['--cwd nowhere generate', /directory \S*nowhere does not exist/, /--out DIR/],
  ['generate --stdout values.yaml --save', /'--stdout <FILE>' cannot be used with option '--save'/, /--help/],
  ['validate --weaviate-version latest', /"latest" is not a version/, /--weaviate-version \d/],
  ['validate --disable unreadable-file', /unreadable-file cannot be disabled/, /--kind/],
  ['up --namespace x', /it only applies to Helm releases/, /bindstack up --target helm --namespace/],
  ['up --name x', /docker-compose\.yml sets the value/, /bindstack generate --name/],
  ['smoke --target helm --ca ca.pem', /--ca has no effect with --target helm without --url/, /add --url/],
  ['smoke --target helm --grpc a:1', /--grpc has no effect with --target helm without --url/, /add --url/],
  ['try --namespace x', /unknown option '--namespace'/, /--/],
];

it.each(REFUSED)('%s is rejected', async (line, error, advice) => {
  const place = newPlace();
  const { exitCode, stdout, stderr } = await place.run(line);
  const [said = '', ...more] = stderr.split('\n');
  expect({ exitCode, stdout, said }).toEqual({ exitCode: 2, stdout: '', said: expect.stringMatching(error) });
  expect(more.join('\n')).toMatch(advice);
  expect(await listing(place.directory)).toEqual([]);
});

it('a directory named .env is reported, and nothing is written', async () => {
  const place = newPlace();
  await mkdir(join(place.directory, '.env'));
  const { exitCode, stderr } = await place.run('generate --auth api-key');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 3,
    stderr: expect.stringMatching(/\.env is a directory/),
  });
  expect(await listing(place.directory)).toEqual(['.env']);
});

it.each([
  ['node_modules\n', true],
  ['node_modules\n/.env*\n', false],
  ['**/.env\n', false],
])('with the .gitignore %j, there is a warning: %s', async (text, warns) => {
  const place = newPlace();
  await writeFile(join(place.directory, '.gitignore'), text);
  const { stderr } = await place.succeed('generate --auth api-key');
  expect(stderr.includes('.gitignore does not list .env')).toBe(warns);
});

it('generate --dry-run reports everything that was requested, and does nothing', async () => {
  const place = newPlace();
  await place.succeed('generate --auth api-key');
  const before = await listing(place.directory);
  const line = 'generate --target helm --auth api-key --dry-run --prune --rotate-keys';
  const { files, removed, diff } = JSON.parse((await place.succeed(`${line} --json`)).stdout);
  expect(files).toEqual([
    { path: 'values.yaml', state: 'unchanged' },
    { path: 'collection.json', state: 'unchanged' },
    { path: '.env.example', state: 'unchanged' },
    { path: 'bindstack.yaml', state: 'changed' },
    { path: '.bindstack/schema.json', state: 'unchanged' },
  ]);
  expect(removed).toEqual(['docker-compose.yml']);
  expect(diff).toMatch(/^--- a\/bindstack\.yaml\n\+\+\+ b\/bindstack\.yaml\n/);
  const { stdout, stderr } = await place.succeed(line);
  expect(stdout.trim()).toBe(diff.trim());
  expect(stderr).toContain('docker-compose.yml would be removed.\n.env would get a new key.');
  expect(await listing(place.directory)).toEqual(before);
});

it('values after a syntax error are not checked', async () => {
  const place = newPlace();
  const text =
    'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n    environment:\n      X: "a\n';
  await writeFile(join(place.directory, 'compose.yaml'), text);
  const { stdout } = await place.run('validate --json');
  const rules = JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule);
  expect([...new Set(rules)]).toEqual(['yaml-syntax']);
});
