import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RunningCommand } from '../support/command.ts';
import { fill, listing } from '../support/directory.ts';
import { npmInstalls, pack } from '../support/packed.ts';
import { newPlace, type Place, placeForSuite } from '../support/place.ts';
import { describeWith } from '../support/requirements.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Action {
  readonly inputs: Record<string, { readonly default: string }>;
  readonly runs: { readonly steps: readonly { env: Record<string, string>; run: string; shell: string }[] };
}

const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
const [STEP] = ACTION.runs.steps;

/** The value of an expression in `env`, as the runner evaluates it. */
function evaluated(expression: string, inputs: Readonly<Record<string, string>>): string {
  const [, input = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
  if (expression === '${{ github.action_path }}') return ROOT;
  return inputs[input] ?? ACTION.inputs[input]?.default ?? `no input: ${expression}`;
}

function act(place: Place, inputs: Readonly<Record<string, string>>) {
  if (!STEP) throw new Error('action.yml has no step');
  const env = Object.entries(STEP.env).map(([name, expression]) => [name, evaluated(expression, inputs)]);
  const { NODE_EXTRA_CA_CERTS } = process.env;
  return new RunningCommand([STEP.run], {
    cwd: place.directory,
    env: { ...Object.fromEntries(env), NODE_EXTRA_CA_CERTS },
    // Like the runner with `shell: bash`.
    program: ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '-c'],
  }).ended;
}

describe('action.yml', () => {
  it('passes no expression to the shell', () => {
    expect(ACTION.runs.steps.map(({ shell }) => shell)).toEqual(['bash']);
    expect(ACTION.runs.steps.filter(({ run }) => run.includes('${{'))).toEqual([]);
  });
});

describeWith([npmInstalls], 'the step of action.yml', () => {
  const suite = placeForSuite();
  let packed: Promise<string> | undefined;
  /** The version to run: this one, as the archive that npm would publish. */
  const version = () => {
    packed ??= pack(suite()).then(({ tarball }) => `file:${tarball}`);
    return packed;
  };

  it('annotates errors in the default files, and fails', async () => {
    const place = newPlace();
    await place.succeed('generate --target compose');
    const text = readFileSync(join(place.directory, 'docker-compose.yml'), 'utf8');
    await fill(place.directory, { 'docker-compose.yml': text.replace('mem_limit: 12g', 'mem_limit: 8g') });
    const { exitCode, stdout } = await act(place, { version: await version() });
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^::error file=docker-compose\.yml,line=\d+/m);
  });

  it('accepts patterns, names with spaces, formats and extra arguments', async () => {
    const place = newPlace();
    await place.succeed('generate --target compose --out one/stack');
    await place.succeed('generate --target compose --out two');
    const text = readFileSync(join(place.directory, 'two/docker-compose.yml'), 'utf8');
    await fill(place.directory, { 'a b.yml': text });
    const result = await act(place, {
      version: await version(),
      files: '**/docker-compose.yml\n\na b.yml\n',
      format: 'json\nsarif=found.sarif',
      args: '--disable image-tag  --quiet',
      'max-warnings': '0',
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(result.stdout)).toMatchObject({ findings: [], summary: { files: 3 } });
    expect(await listing(place.directory)).toContain('found.sarif');
  });

  it.each([
    ['files', '$(touch made); `touch made`; touch made #.yml'],
    ['args', '--disable $(touch${IFS}made);touch${IFS}made'],
    ['format', 'json; touch made'],
    ['max-warnings', '0; touch made'],
  ])('runs no commands from %s', async (input, text) => {
    const place = newPlace();
    await place.succeed('generate --target compose');
    const { exitCode } = await act(place, { version: await version(), [input]: text });
    expect(exitCode).toBe(2);
    expect(await listing(place.directory)).not.toContain('made');
  });

  it('runs the version that it was released with', async () => {
    const place = newPlace();
    const npx = '#!/bin/sh\necho "$@"\n';
    await fill(place.directory, { 'bin/npx': npx });
    const command = new RunningCommand([`chmod +x bin/npx; PATH=$PWD/bin:$PATH; ${STEP?.run}`], {
      cwd: place.directory,
      env: {
        ...Object.fromEntries(Object.keys(STEP?.env ?? {}).map((name) => [name, ''])),
        ACTION_PATH: ROOT,
      },
      program: ['bash', '-c'],
    });
    const { version: released } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect((await command.ended).stdout).toBe(`--yes bindstack@${released} validate --\n`);
  });
});
