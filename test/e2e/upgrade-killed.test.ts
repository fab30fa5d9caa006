import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { recordedProcesses } from '../support/leftovers.ts';
import { commandsIn } from '../support/paste.ts';
import { Place } from '../support/place.ts';
import { describeWith, weaviate, weaviateOf } from '../support/requirements.ts';
import { phaseOf } from '../support/upgradeJournal.ts';
import { stateOf } from '../support/upgradeObjects.ts';
import { LADDER, startOld } from '../support/upgradeStack.ts';

/** Kills per case, at random moments: one in each part of the time that the upgrade takes. */
const KILLS = Number(process.env['BINDSTACK_KILLS'] ?? 2);
/** Milliseconds for a case. */
const TIMEOUT = 60_000 + KILLS * 120_000;

describeWith([weaviate, weaviateOf(OLDER_WEAVIATE_VERSION)], `with ${KILLS} kills`, () => {
  let place: Place | undefined;

  const start = async () => {
    place = new Place();
    return startOld(OLDER_WEAVIATE_VERSION, undefined, undefined, place);
  };

  const leave = async () => {
    await place?.leave();
    place = undefined;
  };

  afterEach(leave);

  it.for(['bindstack', 'weaviate'] as const)(
    'of %s, an upgrade is continued or goes back, with the same objects',
    { timeout: TIMEOUT },
    async (killed, { annotate }) => {
      const ends: string[] = [];
      const whole = await start();
      const begin = performance.now();
      await whole.place.succeed(LADDER);
      const duration = performance.now() - begin;
      await leave();
      for (let n = 1; n <= KILLS; n += 1) {
        const { place: at, url, before } = await start();
        const run = at.start(LADDER);
        await Promise.race([sleep((duration * (n - Math.random())) / KILLS), run.ended]);
        const phase = (await phaseOf(at)) ?? 'none';
        if (killed === 'bindstack') run.signal('SIGKILL');
        else {
          const [, database] = await recordedProcesses(at.directory);
          if (database !== undefined) process.kill(database, 'SIGKILL');
        }
        const { exitCode, stderr } = await run.ended;
        const end = `${phase}: ${exitCode === null ? 'killed' : `exit code ${exitCode}`}`;
        const unfinished = await phaseOf(at);
        if (unfinished === undefined) {
          // Before the first change, or after the last one: the same command does what is left.
          if (exitCode !== null && exitCode !== 0) expect(stderr, end).toContain('try: ');
          await at.succeed(LADDER);
          // The kill came after the end, and nothing was left to do.
          if (exitCode === 0) await at.succeed('up --target embedded');
          expect(await stateOf(url), `${end}: ${stderr}`).toEqual({ ...before, version: WEAVIATE_VERSION });
          ends.push(`${end}, again`);
        } else {
          const { stderr: status } = await at.run('status --target embedded');
          const advice = commandsIn(
            exitCode === null ? status : stderr.slice(stderr.indexOf('is not finished')),
          );
          const [forward = '', back = ''] = advice.filter((line) => line.startsWith('bindstack upgrade'));
          expect(back, `${end}: ${stderr}${status}`).toContain('--rollback');
          const isBack = n % 2 === 0;
          const line = (isBack ? back : forward).replace('bindstack ', '');
          const { exitCode: code, stderr: said } = await at.run(`${line} --yes`);
          expect(code, `${end}: ${stderr}\n${said}`).toBe(0);
          const expected = isBack ? before : { ...before, version: WEAVIATE_VERSION };
          expect(await stateOf(url), `${end}: ${stderr}\n${said}`).toEqual(expected);
          ends.push(`${end}, ${isBack ? 'back' : 'continued'}`);
        }
        expect(await phaseOf(at)).toBeUndefined();
        await leave();
      }
      await annotate(ends.join('; '));
    },
  );
});
