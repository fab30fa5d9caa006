import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { FINDINGS_FORMATS } from '../../src/lint/report/formats.ts';
import { type Ending, inProcess } from '../support/inProcess.ts';

/** Runs commands on a copy of a file from this folder, or on a text. */
function copyOf(
  from: string,
  name = 'a.yml',
  before = readFileSync(join(import.meta.dirname, from), 'utf8'),
) {
  const cwd = mkdtempSync(join(tmpdir(), 'bindstack-chaos-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, name), before);
  return {
    before,
    text: () => readFileSync(join(cwd, name), 'utf8'),
    run: (verb: string, ...flags: readonly string[]): Promise<Ending> =>
      inProcess([verb, ...flags, '--', name], cwd),
  };
}

/** For each file in this folder: the exit codes of `add` and `validate`, and a part of their output. */
describe.each([
  ['add-many-aliases.yml', 0, 'Added ImageBind', 0, ''],
  ['add-alias-in-itself.yml', 2, 'this alias is inside its own anchor', 4, 'inside its own anchor'],
  ['add-set.yml', 2, 'no value can be added to a !!set', 0, ''],
  ['add-control-characters.yml', 2, 'several services run Weaviate: a', 0, ''],
  ['add-escape-sequences.yml', 2, 'several services run Weaviate: w\\x1b]0;pwned', 0, ''],
  ['add-takes-a-service.yml', 0, 'Added ImageBind', 0, ''],
  ['add-external-values.yaml', 0, 'Added ImageBind', 0, ''],
  ['validate-second-document.yml', 3, 'has 2 YAML documents', 4, 'bind-api-path'],
  ['values-constructor.yaml', 0, 'Added ImageBind', 0, 'values-unknown-key'],
  ['extends-itself/docker-compose.yml', 0, 'Added ImageBind', 0, ''],
] as const)('%s', (from, addCode, addOutput, code, output) => {
  const name = from.replace(/^.*\//, '');

  it('add', async () => {
    const { run, text, before } = copyOf(from, name);
    const { exitCode, stderr, bug } = await run('add');
    expect({ exitCode, stderr, bug }).toMatchObject({
      exitCode: addCode,
      stderr: expect.stringContaining(addOutput),
    });
    expect(bug).toBeUndefined();
    expect(text() === before).toBe(addCode !== 0);
    if (addCode === 0) expect((await run('validate')).exitCode).toBe(0);
  });

  it('validate', async () => {
    const { run } = copyOf(from, name);
    const { exitCode, stdout, bug } = await run('validate', '--verbose');
    expect({ exitCode, stdout, bug }).toMatchObject({
      exitCode: code,
      stdout: expect.stringContaining(output),
    });
    expect(bug).toBeUndefined();
  });
});

it('add --inference external replaces the address in the variables', async () => {
  const { run, text } = copyOf('add-external-values.yaml', 'values.yaml');
  const external = ['--inference', 'external', '--inference-url', 'http://gpu-box:9000'];
  expect(await run('add', ...external)).toMatchObject({ exitCode: 0 });
  const { env, modules } = parse(text());
  expect(modules['multi2vec-bind'].inferenceUrl).toBe('http://gpu-box:9000');
  expect(env).not.toHaveProperty('BIND_INFERENCE_API');
  expect(env).not.toHaveProperty('ENABLE_MODULES');
  expect(JSON.parse((await run('validate', '--format', 'json')).stdout).summary.errors).toBe(0);
});

it('add does not change the services of the user', async () => {
  const { run, text, before } = copyOf('add-takes-a-service.yml');
  await run('add');
  expect(parse(text()).services).toMatchObject(parse(before).services);
});

it('reports a finding for a name with 90,000 spaces', async () => {
  const { run } = copyOf(
    'blanks.yml',
    'a.yml',
    `services: {"weav${' '.repeat(90_000)}iate": {image: "semitechnologies/weaviate:1.20.0"}}`,
  );
  expect((await run('validate', '--verbose', '--kind', 'compose')).stdout).toMatch(/weav {90000}iate/);
});

it('never prints a file name as a CI command', async () => {
  const { run } = copyOf('add-set.yml', 'x\n::error::pwned.yml');
  for (const format of FINDINGS_FORMATS) {
    const { exitCode, stdout, stderr } = await run(
      'validate',
      '--fix',
      '--kind',
      'compose',
      '--format',
      format,
    );
    expect(exitCode).toBe(0);
    expect(`${stdout}\n${stderr}`).not.toMatch(/^::error::/m);
  }
});
