import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RunningCommand } from '../support/command.ts';

/** More than one process checks (checkedInputs.ts). */
const COUNT = 150;
/** Fewer, so that one process checks them. */
const FEW = 50;

/** Every third file has no findings, one that can be fixed, or an error. */
const TEXTS = [
  'services:\n  weaviate:\n    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11\n    environment:\n      CLUSTER_HOSTNAME: node1\n',
  'services:\n  weaviate:\n    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11\n    environment:\n      ENABLE_MODULES: multi2vec-bind\n',
  'services:\n  weaviate:\n    image: cr.weaviate.io/semitechnologies/weaviate:1.19.0\n    healthcheck: { interval: soon }\n',
];

const NAMES = Array.from({ length: COUNT }, (_, i) => `project-${i}/docker-compose.yml`);

let place: string;

/** So much that checking all files would take a minute. */
const LONG = `services:\n${Array.from({ length: 1000 }, (_, i) => `  weaviate-${i}:\n    image: cr.weaviate.io/semitechnologies/weaviate:1.19.0\n`).join('')}`;

/** The files in a directory of their own. */
async function files(name: string, texts = TEXTS): Promise<string> {
  const cwd = join(place, name);
  for (const [i, path] of NAMES.entries()) {
    await mkdir(join(cwd, path, '..'), { recursive: true });
    await writeFile(join(cwd, path), texts[i % texts.length] ?? '');
  }
  return cwd;
}

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'bindstack-many-'));
});
afterAll(() => rm(place, { recursive: true }));

interface Report {
  readonly findings: readonly { readonly file: string }[];
}

/** The findings, and the texts of the files afterwards. */
async function validate(cwd: string, names: readonly string[], ...flags: readonly string[]) {
  const { exitCode, stdout } = await new RunningCommand(['validate', '--json', ...flags, ...names], { cwd })
    .ended;
  expect(exitCode).toBe(4);
  return (JSON.parse(stdout) as Report).findings;
}

it.each([[[]], [['--fix']]])(
  'are checked by several workers like by one process %j',
  async (flags: string[]) => {
    const [together, apart] = [await files(`together${flags}`), await files(`apart${flags}`)];
    const all = await validate(together, NAMES, ...flags);
    const parts = [];
    for (let at = 0; at < COUNT; at += FEW) {
      parts.push(...(await validate(apart, NAMES.slice(at, at + FEW), ...flags)));
    }
    expect(all.length).toBeGreaterThan(COUNT);
    expect(all).toEqual(parts);
    for (const name of NAMES) {
      expect(await readFile(join(together, name), 'utf8')).toBe(await readFile(join(apart, name), 'utf8'));
    }
  },
);

it('are reported with the one that cannot be read', async () => {
  const cwd = await files('missing');
  const { exitCode, stdout } = await new RunningCommand(['validate', '--json', ...NAMES, 'missing.yml'], {
    cwd,
  }).ended;
  expect(exitCode).toBe(2);
  const { findings } = JSON.parse(stdout) as Report;
  expect(findings.filter(({ file }) => file === 'missing.yml')).toHaveLength(1);
  expect(findings.length).toBeGreaterThan(COUNT);
});

it('are not waited for after Ctrl-C', async () => {
  const cwd = await files('interrupted', [LONG]);
  const command = new RunningCommand(['validate', ...NAMES], { cwd });
  await new Promise((done) => setTimeout(done, 300));
  const { exitCode, stdout } = await command.endedBy('SIGINT');
  expect(exitCode).toBeNull();
  expect(stdout).toBe('');
});
