import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readComposeFiles } from '../../src/lint/compose/composeFile.ts';
import { NO_REFERENCED_FILES } from '../../src/lint/compose/environment.ts';
import { mergeProject } from '../../src/lint/compose/project.ts';
import { isStack } from '../../src/lint/compose/swarm.ts';
import { kindOfText } from '../../src/lint/kind.ts';
import { newPlace } from '../support/place.ts';
import { chartPath, compose, describeWith, helm, helmPath } from '../support/requirements.ts';

/*
 * Files of real life, in test/field: what add writes is loaded by the program that the file is for, and a file that
 * add refuses stays as it is.
 */
const FIELD = join(import.meta.dirname, '../field');

interface FieldFile {
  readonly folder: string;
  readonly name: string;
  readonly text: string;
}

const files: FieldFile[] = readdirSync(FIELD, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
  .map(({ parentPath, name }) => ({
    folder: parentPath,
    name,
    text: readFileSync(join(parentPath, name), 'utf8'),
  }));

const ofKind = (kind: 'compose' | 'values') =>
  files.filter(({ name, text }) => kindOfText(name, text) === kind);

function isForSwarm({ name, text }: FieldFile): boolean {
  const none = new Map<string, string>();
  return isStack(mergeProject(readComposeFiles(name, text, none), none, NO_REFERENCED_FILES));
}

/** What the program that reads a Compose file has against it; undefined where it takes it. */
function refusalOf(directory: string, file: FieldFile): string | undefined {
  const args = isForSwarm(file)
    ? ['stack', 'config', '--compose-file', file.name]
    : ['compose', '--file', file.name, 'config', '--quiet'];
  const { status, stderr } = spawnSync('docker', args, { cwd: directory, encoding: 'utf8' });
  return status === 0 ? undefined : stderr;
}

/** Every Weaviate of a file, since add asks where there are several. */
function flagsFor({ name, text }: FieldFile): string[] {
  const variables = new Map<string, string>();
  const { services } = mergeProject(readComposeFiles(name, text, variables), variables, NO_REFERENCED_FILES);
  const weaviates = services.filter(({ image }) => image?.repository === 'weaviate');
  return weaviates.length > 1 ? weaviates.flatMap((one) => ['--service', one.name]) : [];
}

describeWith([compose], 'a Compose file of real life', () => {
  it.each(ofKind('compose').map((file) => [join(file.folder, file.name).slice(FIELD.length + 1), file]))(
    '%s is loaded after add, or left',
    async (_, file) => {
      const place = newPlace();
      cpSync(file.folder, place.directory, { recursive: true });
      const before = refusalOf(place.directory, file);
      const { exitCode, stderr } = await place.run(['add', file.name, ...flagsFor(file)]);
      const text = readFileSync(join(place.directory, file.name), 'utf8');
      if (exitCode !== 0) {
        expect(exitCode, stderr).toBe(3);
        expect(text).toBe(file.text);
        return;
      }
      // What Compose refuses, add does not touch.
      expect(before).toBeUndefined();
      expect(text).toContain('multi2vec-bind');
      expect(refusalOf(place.directory, { ...file, text })).toBeUndefined();
      const again = await place.succeed(['add', file.name, ...flagsFor(file)]);
      expect(again.stderr).toContain('nothing to change');
    },
  );
});

describeWith([helm], 'a values file of real life', () => {
  it.each(ofKind('values').map((file) => [join(file.folder, file.name).slice(FIELD.length + 1), file]))(
    '%s is rendered after add, or left',
    async (_, file) => {
      const place = newPlace();
      cpSync(file.folder, place.directory, { recursive: true });
      const { exitCode, stderr } = await place.run(['add', file.name]);
      const text = readFileSync(join(place.directory, file.name), 'utf8');
      if (exitCode !== 0) {
        expect([2, 3], stderr).toContain(exitCode);
        expect(text).toBe(file.text);
        return;
      }
      // Values inside a manifest are for another program; helm takes the file by itself, with the keys of a parent.
      execFileSync(helmPath(), ['template', 'weaviate', chartPath(), '--values', file.name], {
        cwd: place.directory,
        stdio: 'pipe',
      });
    },
  );
});
