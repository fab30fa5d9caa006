import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MODALITIES } from '../../src/facts/modalities.ts';
import { lineOf } from '../support/command.ts';
import { listing } from '../support/directory.ts';
import { processesIn, recordedProcesses } from '../support/leftovers.ts';
import { newPlace } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { CHECK_IDS, checksThat, reportOf } from '../support/smokeReport.ts';
import { weaviateRest } from '../support/weaviateRest.ts';

const NEAR = MODALITIES.map((modality) => `near-${modality}`);

describeWith([weaviate], 'bindstack try', () => {
  it('generates, starts and tests a stack, says that it uses the stub, and leaves nothing', async () => {
    const place = newPlace();
    const { stdout, stderr } = await place.succeed('try');
    expect(stdout).toBe('');
    for (const id of NEAR) expect(stderr).toMatch(new RegExp(`^✔ ${id} `, 'm'));
    expect(lineOf(stderr)).toContain('the stub instead of ImageBind');
    expect(stderr).toMatch(/The vectors come from the stub/);
    expect(stderr).not.toContain('warning:');
    expect(await place.leftovers()).toEqual([]);
    expect(await listing(place.directory)).toEqual([]);
  });

  it('removes what a killed trial has left', async () => {
    const place = newPlace();
    const running = place.start('try');
    await running.said('Weaviate: starting');
    expect((await running.endedBy('SIGKILL')).exitCode).toBeNull();
    const left = await place.leftovers();
    expect(left.filter((one) => one.startsWith('process'))).toHaveLength(2);
    expect(left.some((one) => one.endsWith('/.env'))).toBe(true);
    const { stderr } = await place.succeed('try');
    expect(stderr).toContain('removed the leftovers of a killed trial: ');
    expect(await place.leftovers()).toEqual([]);
  });

  it('--json prints the report only; --modalities reduces the modalities', async () => {
    const place = newPlace();
    const result = await place.run('try --json --quiet --vectors separate');
    const report = reportOf(result);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(report.checks.map(({ id }) => id)).toEqual(CHECK_IDS);
    expect(checksThat('fail', report)).toEqual([]);
    expect(report).toMatchObject({ ok: true, inference: { stub: true } });
    expect(await place.leftovers()).toEqual([]);
  });

  it('--keep --out: the stack runs, protected by its key, until down', async () => {
    const place = newPlace();
    const { stderr } = await place.succeed('try --keep --out kept --modalities text,video');
    const kept = join(place.directory, 'kept');
    expect(stderr).toContain(`Stop it: bindstack down --cwd ${kept} --target embedded`);
    expect(await processesIn(kept)).toHaveLength(2);
    expect(await recordedProcesses(kept)).toHaveLength(2);
    expect(await listing(kept)).toEqual(
      expect.arrayContaining(['docker-compose.yml', 'collection.json', '.env', 'stub/server.mjs']),
    );

    const record = JSON.parse(await readFile(join(kept, '.bindstack/embedded/stack.json'), 'utf8')) as {
      http: string;
    };
    expect((await weaviateRest(record.http, 'GET', '/v1/schema')).status).toBe(401);
    const again = reportOf(await place.run(`smoke --target embedded --cwd ${kept} --report json`));
    expect(checksThat('fail', again)).toEqual([]);
    expect(checksThat('pass', again)).toContain('near-video');

    await place.succeed(`down --target embedded --cwd ${kept}`);
    expect(await place.leftovers()).toEqual([]);
  });

  it.each(['the stub: starting', 'Weaviate: starting', '✔ create'])(
    'interrupted at "%s": exit code 130, nothing left',
    async (moment) => {
      const place = newPlace();
      const command = place.start('try');
      await command.said(moment);
      const { exitCode, stdout, stderr } = await command.endedBy('SIGINT');
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
      expect(stderr).toMatch(/\nerror: interrupted\n$/);
      expect(await place.leftovers()).toEqual([]);
    },
  );

  it('a closed terminal: exit code 130, nothing left', async () => {
    const place = newPlace();
    const command = place.start('try');
    await command.said('Weaviate: starting');
    expect((await command.endedBy('SIGHUP')).exitCode).toBe(130);
    expect(await place.leftovers()).toEqual([]);
  });

  it('--keep does not keep a failed stack', async () => {
    const place = newPlace();
    const { exitCode, stderr } = await place.run('try --keep --weaviate-binary /bin/false');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: Weaviate/m);
    expect(await place.leftovers()).toEqual([]);
  });

  it.each([
    ['try --inference container', '`try` runs no containers'],
    ['try --weaviate-binary none', 'none is not an executable file'],
    ['try --modalities smell', '--modalities: "smell" is not one of'],
  ])('%s: exit code 2, nothing left', async (line, message) => {
    const place = newPlace();
    const { exitCode, stdout, stderr } = await place.run(line);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`error: `);
    expect(stderr).toContain(message);
    expect(await place.leftovers()).toEqual([]);
    expect(await listing(place.directory)).toEqual([]);
  });
});
