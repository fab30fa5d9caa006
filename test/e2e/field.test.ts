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
 * Real files, in test/field: the program that a file is for must be able to load what add writes, and a file that add
 * refuses must not change.
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

/** The error of the program that reads a Compose file; undefined if it accepts the file. */
function refusalOf(directory: string, file: FieldFile): string | undefined {
  const args = isForSwarm(file)
    ? ['stack', 'config', '--compose-file', file.name]
    : ['compose', '--file', file.name, 'config', '--quiet'];
  const { status, stderr } = spawnSync('docker', args, { cwd: directory, encoding: 'utf8' });
  return status === 0 ? undefined : stderr;
}

/** Flags for all Weaviate services of a file, because add asks if there are several. */
function flagsFor({ name, text }: FieldFile): string[] {
  const variables = new Map<string, string>();
  const { services } = mergeProject(readComposeFiles(name, text, variables), variables, NO_REFERENCED_FILES);
  const weaviates = services.filter(({ image }) => image?.repository === 'weaviate');
  return weaviates.length > 1 ? weaviates.flatMap((one) => ['--service', one.name]) : [];
}

describeWith([compose], 'a real Compose file', () => {
  it.each(ofKind('compose').map((file) => [join(file.folder, file.name).slice(FIELD.length + 1), file]))(
    '%s can be loaded after add, or is unchanged',
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
      // add does not change a file that Compose rejects.
      expect(before).toBeUndefined();
      expect(text).toContain('multi2vec-bind');
      expect(refusalOf(place.directory, { ...file, text })).toBeUndefined();
      const again = await place.succeed(['add', file.name, ...flagsFor(file)]);
      expect(again.stderr).toContain('nothing to change');
    },
  );
});

describeWith([helm], 'a real values file', () => {
  it.each(ofKind('values').map((file) => [join(file.folder, file.name).slice(FIELD.length + 1), file]))(
    '%s can be rendered after add, or is unchanged',
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
      // Values inside a manifest are for another program, but helm accepts the whole file, with the keys of its parent.
      execFileSync(helmPath(), ['template', 'weaviate', chartPath(), '--values', file.name], {
        cwd: place.directory,
        stdio: 'pipe',
      });
    },
  );
});
