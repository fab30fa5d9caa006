import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SmokeReport } from '../../src/smoke/report.ts';
import { describeOnCluster, newClusterPlace } from '../support/cluster.ts';
import { paste } from '../support/paste.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith, docker, weaviate } from '../support/requirements.ts';

/** The output of a printed command, which must succeed. */
function pasted(place: Place, line: string, env?: Readonly<Record<string, string>>): string {
  const { status, stdout, stderr } = paste(place, line, env);
  expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: expect.any(String) });
  return stdout + stderr;
}

/** The command after a label in the output: `Test it: bindstack …`. */
function printed(text: string, word: string): string {
  const command = new RegExp(`^${word}: (bindstack .+)$`, 'm').exec(text)?.[1];
  if (command === undefined) throw new Error(`no line "${word}: …" in ${text}`);
  return command;
}

/** The media that the printed test command searches by. */
async function tested(
  place: Place,
  said: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  pasted(place, `${printed(said, 'Test it')} --report json=report.json`, env);
  const reports = [join(place.directory, 'report.json'), join(place.directory, 'stack', 'report.json')];
  const texts = await Promise.all(reports.map((path) => readFile(path, 'utf8').catch(() => undefined)));
  const report = JSON.parse(texts.find((text) => text !== undefined) ?? '{}') as SmokeReport;
  const passed = report.checks.filter(({ id, status }) => id.startsWith('near-') && status === 'pass');
  return passed.map(({ id }) => id.slice('near-'.length));
}

const MEDIA = ['text', 'audio', 'imu'];
const ASKED = `--modalities ${MEDIA.join(',')} --vectors separate`;

describeWith([weaviate], 'the commands that up prints for local processes', () => {
  it('test and stop what was started, from another directory', async () => {
    const place = newPlace();
    await mkdir(join(place.directory, 'stack'));
    const { stderr } = await place.succeed([...(await place.embedded(ASKED)), '--cwd', 'stack']);
    expect(printed(stderr, 'Stop it')).toBe('bindstack down --cwd stack --target embedded');
    expect(await tested(place, stderr)).toEqual(MEDIA);
    // Also without repeating the flags: they are recorded with the running stack.
    expect(await tested(place, 'Test it: bindstack smoke --target embedded --cwd stack')).toEqual(MEDIA);
    pasted(place, printed(stderr, 'Stop it'));
    expect(await place.leftovers()).toEqual([]);
  });

  it('test what generate was given, if up was given no options', async () => {
    const place = newPlace();
    await place.generate(`--inference stub --auth api-key ${ASKED} --out stack`);
    const { stderr } = await place.succeed('up --target embedded --cwd stack');
    expect(printed(stderr, 'Test it')).toBe('bindstack smoke --cwd stack --target embedded');
    expect(await tested(place, stderr)).toEqual(MEDIA);
    pasted(place, printed(stderr, 'Stop it'));
  });
});

describeWith([docker], 'the commands that generate and up print for containers', () => {
  it('start, test and stop what was generated', async () => {
    const place = newPlace();
    const { stderr } = await place.generate('--inference stub --target compose --out stack');
    const said = pasted(place, `${printed(stderr, 'Next, with Docker')} ${ASKED}`);
    expect(await tested(place, said)).toEqual(MEDIA);
    pasted(place, printed(said, 'Stop it'));
    pasted(place, 'bindstack destroy --cwd stack --yes');
  });
});

describeOnCluster('the commands that up prints for a release', () => {
  it('test what was started', async () => {
    const place = newClusterPlace();
    await place.values();
    const { stderr } = await place.succeed(place.up(ASKED));
    expect(await tested(place, stderr, place.env)).toEqual(MEDIA);
    await place.succeed('destroy --target helm --yes');
  });
});

describe('the next step that generate prints', () => {
  it.each([
    ['generate', 'bindstack up --smoke'],
    ['generate --out stack', 'bindstack up --cwd stack --smoke'],
    ['generate --cwd a --out b', 'bindstack up --cwd a/b --smoke'],
    ['generate --cwd a', 'bindstack up --cwd a --smoke'],
    ['generate -o stack', 'bindstack up --cwd stack --smoke'],
  ])('%s: %s', async (line, expected) => {
    const place = newPlace();
    await mkdir(join(place.directory, 'a'));
    const { stderr } = await place.succeed(line);
    expect(printed(stderr, 'Next, with Docker')).toBe(expected);
    expect(printed(stderr, 'Next, with Kubernetes')).toBe(
      expected.replace('--smoke', '--target helm --smoke'),
    );
  });

  it('quotes the name of a directory for the shell', async () => {
    const place = newPlace();
    const { stderr } = await place.succeed(['generate', '--out', "it's mine"]);
    expect(printed(stderr, 'Next, with Docker')).toBe(`bindstack up --cwd 'it'\\''s mine' --smoke`);
  });
});
