import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { SmokeReport } from '../../src/smoke/report.ts';
import { describeOnCluster, newClusterPlace } from '../support/cluster.ts';
import { commandsIn, paste } from '../support/paste.ts';
import { newPlace, type Place, placeForSuite } from '../support/place.ts';
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
    // It has tested the stack itself, so it does not print how to.
    for (const medium of MEDIA) expect(said).toMatch(new RegExp(`^✔ near-${medium} `, 'm'));
    expect(said).not.toContain('Test it:');
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

/** Runs every command in the output of a command; each must succeed, and prints no usage error. */
function runPrinted(place: Place, { stdout, stderr }: { stdout: string; stderr: string }): string[] {
  const said = stdout + stderr;
  const commands = [...commandsIn(said), ...commandsIn(said, 'docker compose')];
  for (const command of commands) pasted(place, command);
  return commands;
}

/** Runs a command of a stack from the directory above it. */
const inStack = (place: Place, line: string) => place.run(`${line} --cwd stack`);

describeWith([weaviate], 'while local processes run, every printed command works', () => {
  const place = placeForSuite();
  const SMOKE = 'bindstack smoke --cwd stack --target embedded';
  const DOWN = 'bindstack down --cwd stack --target embedded';

  beforeAll(async () => {
    await mkdir(join(place().directory, 'stack'));
    await place().succeed([...(await place().embedded()), '--cwd', 'stack']);
  });

  it('of another up', async () => {
    const again = await inStack(place(), (await place().embedded()).join(' '));
    const [smoke, importing = '', search = '', down] = commandsIn(again.stderr);
    expect([smoke, down]).toEqual([SMOKE, DOWN]);
    expect(importing).toBe('bindstack import --cwd stack --target embedded DIR');
    pasted(place(), SMOKE);
    await mkdir(join(place().directory, 'stack', 'notes'));
    await writeFile(join(place().directory, 'stack', 'notes', 'beach.txt'), 'A dog on a beach');
    pasted(place(), importing.replace('DIR', 'notes'));
    expect(pasted(place(), search)).toContain('notes/beach.txt');
  });

  it('of status and smoke after the stub was killed', async () => {
    const file = join(place().directory, 'stack', '.bindstack', 'embedded', 'stack.json');
    process.kill(JSON.parse(await readFile(file, 'utf8')).processes[0].pid, 'SIGKILL');
    for (const line of ['status --target embedded', 'smoke --target embedded']) {
      const failed = await inStack(place(), line);
      expect(failed.exitCode).toBe(1);
      expect(runPrinted(place(), failed)).toEqual([
        'bindstack logs --cwd stack --target embedded --service multi2vec-bind --tail 50',
      ]);
    }
  });

  it('of down and destroy', async () => {
    pasted(place(), DOWN);
    const status = await inStack(place(), 'status --target embedded');
    expect(commandsIn(status.stdout)).toEqual([
      `bindstack up --cwd stack --target embedded --inference stub`,
    ]);
    const destroy = await inStack(place(), 'destroy --target embedded');
    expect(runPrinted(place(), destroy)).toEqual(['bindstack destroy --cwd stack --target embedded --yes']);
  });
});

describeWith([docker], 'while containers run, every printed command works', () => {
  const place = placeForSuite();
  const compose = (line: string) => `docker compose --project-directory stack ${line}`;

  beforeAll(async () => {
    await place().generate('--inference stub --target compose --modalities text --out stack');
  });

  it('before they were started', async () => {
    const status = await inStack(place(), 'status');
    expect(commandsIn(status.stdout)).toEqual(['bindstack up --cwd stack']);
    const smoke = await inStack(place(), 'smoke');
    expect(runPrinted(place(), smoke)).toEqual(['bindstack up --cwd stack']);
  });

  it('of another stack on the same ports', async () => {
    const { http, grpc } = await place().ports();
    await place().succeed(
      `generate --name ${place().name}-2 --inference stub --http-port ${http} --grpc-port ${grpc} --out other`,
    );
    const taken = await place().run('up --cwd other');
    expect(taken.exitCode).toBe(5);
    const commands = commandsIn(taken.stderr);
    expect(commands[0]).toMatch(/^bindstack generate --cwd other --(?:http|grpc)-port \d+$/);
    for (const command of commands) pasted(place(), command);
  });

  it('of status after the inference service has exited', async () => {
    pasted(place(), compose('stop multi2vec-bind'));
    for (const line of ['status', 'smoke']) {
      const failed = await inStack(place(), line);
      expect(failed.exitCode).toBe(1);
      expect(runPrinted(place(), failed)).toEqual([compose('logs multi2vec-bind')]);
    }
  });

  it('of down, status and destroy', async () => {
    pasted(place(), 'bindstack down --cwd stack');
    expect(commandsIn((await inStack(place(), 'status')).stdout)).toEqual(['bindstack up --cwd stack']);
    const destroy = await inStack(place(), 'destroy');
    expect(runPrinted(place(), destroy)).toEqual(['bindstack destroy --cwd stack --yes']);
  });
});
