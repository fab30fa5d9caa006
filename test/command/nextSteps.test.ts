import { describe, expect, it } from 'vitest';
import { fill } from '../support/directory.ts';
import { paste } from '../support/paste.ts';
import { newPlace } from '../support/place.ts';

/** The commands in what was printed, each up to the punctuation after it. */
function printedCommands(output: string): string[] {
  return [
    ...output.matchAll(/(?:: |, )(bindstack [^,;()]+)$/gm),
    ...output.matchAll(/(?:try|next): (bindstack [^,;()]+)/g),
  ].map(([, line = '']) => line.trim());
}

const COMPOSE = 'services:\n  weaviate:\n    image: cr.weaviate.io/semitechnologies/weaviate:1.39.3\n';

describe('a printed command works where the user is', () => {
  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['files that differ', { 'bindstack.yaml': 'name: shop\n' }, 'check', 'bindstack generate --cwd stack'],
    ['no files', {}, 'validate', 'bindstack generate --cwd stack'],
    [
      'an added model',
      { 'docker-compose.yml': COMPOSE },
      'add docker-compose.yml',
      'bindstack validate --cwd stack docker-compose.yml',
    ],
    ['an update without a file', {}, 'update --write', 'bindstack generate --cwd stack --save'],
  ])('%s', async (_, files, line, expected) => {
    const place = newPlace();
    await fill(place.directory, {
      'stack/': '',
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`stack/${path}`, text])),
    });
    const { stdout, stderr } = await place.run(`${line} --cwd stack`);
    expect(printedCommands(stdout + stderr)).toContain(expected);
    expect(paste(place, expected)).toMatchObject({ status: 0 });
  });

  it('is completed in JSON as well', async () => {
    const place = newPlace();
    await fill(place.directory, { 'stack/': '' });
    const { stdout } = await place.run('validate --cwd stack --json');
    expect(JSON.parse(stdout).error.suggestion).toContain('bindstack generate --cwd stack');
  });

  it('names the program as it was called', async () => {
    const place = newPlace();
    const env = { npm_lifecycle_event: 'npx', npm_command: 'exec' };
    const { stderr } = await place.succeed('generate --out stack', env);
    expect(stderr).toContain('npx bindstack up --cwd stack --smoke');
  });
});
