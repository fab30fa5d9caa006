import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeFilesIn, readProject } from '../../../src/targets/compose/composeProject.ts';
import { directoryForTests, fill } from '../../support/directory.ts';
import { failureOf } from '../../support/failure.ts';
import { fakeRun } from '../../support/run.ts';
import { CONFIGS } from './recordings.ts';

const directory = directoryForTests();

describe('composeFilesIn', () => {
  it.each([
    [['docker-compose.yml'], ['docker-compose.yml']],
    [
      ['docker-compose.yml', 'compose.override.yaml'],
      ['docker-compose.yml', 'compose.override.yaml'],
    ],
    [
      ['docker-compose.yml', 'docker-compose.override.yml'],
      ['docker-compose.yml', 'docker-compose.override.yml'],
    ],
    // Only one override file: the first that Compose itself would read.
    [
      ['docker-compose.yml', 'docker-compose.override.yaml', 'compose.override.yml'],
      ['docker-compose.yml', 'compose.override.yml'],
    ],
  ])('of %j selects %j', async (present, selected) => {
    await fill(directory(), Object.fromEntries(present.map((name) => [name, ''])));
    const files = selected.map((name) => join(directory(), name));
    expect(await composeFilesIn(directory())).toEqual({ directory: directory(), files });
  });

  it('fails if there is no docker-compose.yml', async () => {
    await fill(directory(), { 'compose.override.yaml': '' });
    const failure = await failureOf(() => composeFilesIn(directory()));
    expect(failure).toMatchObject({ exitCode: 2, code: 'no-compose-file' });
  });
});

const FILES = { directory: '/s', files: ['/s/docker-compose.yml'] };
const CONFIG = 'docker compose --project-directory /s --file /s/docker-compose.yml config --format json';
const VERSION = 'docker compose version --short';

describe('readProject', () => {
  it('returns the project as Compose resolves it', async () => {
    const { run, called } = fakeRun({ [CONFIG]: { stdout: CONFIGS.defaults } });
    const { name, services } = await readProject({ run }, FILES);
    expect([name, Object.keys(services)]).toEqual(['bindstack', ['multi2vec-bind', 'weaviate']]);
    expect(called).toEqual([CONFIG]);
  });

  it('asks Compose again only after a file has changed', async () => {
    await fill(directory(), { 'docker-compose.yml': 'a' });
    const files = await composeFilesIn(directory());
    const { run, called } = fakeRun({
      [CONFIG.replaceAll('/s', directory())]: { stdout: CONFIGS.defaults },
    });
    const read = () => readProject({ run }, files);
    await read();
    await read();
    expect(called).toHaveLength(1);
    await fill(directory(), { '.env': 'A=b' });
    await read();
    expect(called).toHaveLength(2);
    await fill(directory(), { 'docker-compose.yml': 'other' });
    await read();
    expect(called).toHaveLength(3);
  });

  // The exit code differs by version: 15 in 2.26, 1 in 2.40.
  it.each([15, 1])(
    'reports the error message of Compose for an invalid file (exit code %i)',
    async (exitCode) => {
      const stderr = 'validating /s/docker-compose.yml: services.weaviate.ports must be a list\n';
      const { run } = fakeRun({ [CONFIG]: { exitCode, stderr }, [VERSION]: { stdout: '2.26.1-4\n' } });
      const failure = await failureOf(() => readProject({ run }, FILES));
      expect(failure).toMatchObject({ exitCode: 2, code: 'bad-compose-file', detail: stderr.trim() });
    },
  );

  it.each([
    [0, 'Compose rejects compose.override.yaml', 'fix compose.override.yaml'],
    [1, 'Compose rejects docker-compose.yml', 'bindstack generate --force'],
  ])(
    'names the file with the error: checking the main file alone exits with %i',
    async (exitCode, message, advice) => {
      const both = { directory: '/s', files: [...FILES.files, '/s/compose.override.yaml'] };
      const config = CONFIG.replace('.yml ', '.yml --file /s/compose.override.yaml ');
      const rejected = { exitCode: 1, stderr: 'Invalid containerPort: def\n' };
      const alone = exitCode === 0 ? { stdout: CONFIGS.defaults } : rejected;
      const { run } = fakeRun({ [config]: rejected, [CONFIG]: alone, [VERSION]: { stdout: '2.26.1-4\n' } });
      const failure = await failureOf(() => readProject({ run }, both));
      expect(failure).toMatchObject({ code: 'bad-compose-file', message });
      expect(failure.suggestion).toContain(advice);
    },
  );

  it.each([
    ['WEAVIATE_API_KEY', 'bindstack generate --auth api-key, which creates one'],
    ['TOWN', 'set TOWN in .env, or export it'],
  ])('says how to set the missing variable %s', async (name, suggestion) => {
    const stderr = `services.weaviate.environment.A: required variable ${name} is missing a value\n`;
    const { run } = fakeRun({ [CONFIG]: { exitCode: 1, stderr }, [VERSION]: { stdout: '2.26.1-4\n' } });
    const failure = await failureOf(() => readProject({ run }, FILES));
    expect(failure).toMatchObject({ code: 'bad-compose-file', suggestion });
  });

  it.each([
    ['no-docker', { exitCode: undefined, notFound: true }, undefined],
    [
      'no-compose',
      { exitCode: 1, stderr: "docker: unknown command: docker compose\n\nRun 'docker --help'\n" },
      'docker: unknown command: docker compose',
    ],
  ])('fails with %s', async (code, answer, detail) => {
    const { run } = fakeRun({ [CONFIG]: answer, [VERSION]: answer });
    const failure = await failureOf(() => readProject({ run }, FILES));
    expect(failure).toMatchObject({ exitCode: 5, code, detail });
    expect(failure.suggestion).toContain('--target embedded');
  });
});
