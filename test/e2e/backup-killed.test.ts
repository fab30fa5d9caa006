import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import type { CommandResult } from '../support/command.ts';
import { recordedProcesses } from '../support/leftovers.ts';
import { commandsIn, paste } from '../support/paste.ts';
import { placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { weaviateRest } from '../support/weaviateRest.ts';

/** Kills per case, at random moments: one in each part of the time that the command takes. */
const KILLS = Number(process.env['BINDSTACK_KILLS'] ?? 3);
/** Milliseconds for a case. */
const TIMEOUT = 60_000 + KILLS * 120_000;
const COLLECTIONS = ['First', 'Second'];
const OBJECTS = 1000;
const TARGET = '--target embedded';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describeWith([weaviate], `with ${KILLS} kills`, () => {
  const place = placeForSuite();
  let url: string;
  let before: unknown;

  /** Every object of every collection, with its vector. */
  async function everything(): Promise<unknown> {
    const found: Record<string, unknown> = {};
    for (const name of COLLECTIONS) {
      const path = `/v1/objects?class=${name}&limit=${OBJECTS + 1}&include=vector`;
      const { body } = await weaviateRest(url, 'GET', path);
      const { objects = [] } = body as { objects?: { id: string; vector: number[]; properties: unknown }[] };
      found[name] = objects
        .map(({ id, vector, properties }) => JSON.stringify([id, vector, properties]))
        .sort();
    }
    return found;
  }

  async function fill(name: string): Promise<void> {
    await weaviateRest(url, 'POST', '/v1/schema', {
      body: { class: name, vectorizer: 'none', properties: [{ name: 'text', dataType: ['text'] }] },
    });
    const objects = Array.from({ length: OBJECTS }, (_, n) => ({
      class: name,
      id: idOf(n),
      properties: { text: `${name} ${n} `.repeat(150) },
      vector: Array.from({ length: 64 }, (_, i) => Math.sin(n * 64 + i)),
    }));
    await weaviateRest(url, 'POST', '/v1/batch/objects', { body: { objects } });
  }

  async function killWeaviate(): Promise<void> {
    const [, database = 0] = await recordedProcesses(place().directory);
    process.kill(database, 'SIGKILL');
  }

  async function listed(): Promise<CommandResult & { states: Map<string, string> }> {
    const result = await place().succeed(`backup list ${TARGET} --json`);
    const { backups } = JSON.parse(result.stdout) as { backups: { id: string; state: string }[] };
    return { ...result, states: new Map(backups.map(({ id, state }) => [id, state])) };
  }

  /** Weaviate goes on with a backup without bindstack, and does one thing at a time. */
  async function idle(): Promise<void> {
    await expect
      .poll(async () => [...(await listed()).states.values()], { timeout: 60_000 })
      .not.toContain('running');
  }

  /**
   * Runs a command once to its end, then several times with a kill.
   * @param check looks at what a kill has left, and says it
   * @returns how often that was
   */
  async function killed(
    line: (n: number) => string,
    kill: 'bindstack' | 'weaviate',
    check: (n: number, result: CommandResult) => Promise<string>,
  ): Promise<string> {
    const ends = new Map<string, number>();
    const start = performance.now();
    await place().succeed(line(0));
    const duration = performance.now() - start;
    for (let n = 1; n <= KILLS; n += 1) {
      const run = place().start(line(n));
      await Promise.race([sleep((duration * (n - Math.random())) / KILLS), run.ended]);
      if (kill === 'bindstack') run.signal('SIGKILL');
      else {
        await killWeaviate();
        // The command waits for Weaviate to come back: Docker and Kubernetes restart it, here the user does.
        await place().succeed(await place().embedded('--backup-to directory'));
      }
      const result = await run.ended;
      const left = await check(n, result);
      const end = `${result.exitCode === null ? 'killed' : `exit code ${result.exitCode}`}, ${left}`;
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    return [...ends].map(([end, count]) => `${count} × ${end}`).join('; ');
  }

  /** A command that failed says what to do, and that works. */
  async function followAdvice({ exitCode, stderr }: CommandResult): Promise<void> {
    if (exitCode === null || exitCode === 0) return;
    const [, advice = ''] = stderr.split('try: ');
    expect(advice, stderr).not.toBe('');
    const [first, ...more] = commandsIn(advice);
    // `check that Weaviate is still running`: the test has started it again.
    if (first === undefined) return;
    // What follows an `or` is another way.
    for (const line of advice.includes(', or ') ? [first] : [first, ...more]) {
      const { status, stderr: said } = paste(place(), line);
      expect(status, `${stderr}\n${line}: ${said}`).toBe(0);
    }
  }

  beforeAll(async () => {
    await place().succeed(await place().embedded('--backup-to directory'));
    url = await place().url();
    for (const name of COLLECTIONS) await fill(name);
    before = await everything();
    await place().succeed(`backup create ${TARGET} --id whole`);
  });

  it.for(['bindstack', 'weaviate'] as const)(
    'of %s, a backup that is shown as complete is complete, and the next one works',
    { timeout: TIMEOUT },
    async (kill, { annotate }) => {
      const ends = await killed(
        (n) => `backup create ${TARGET} --id ${kill}-${n}`,
        kill,
        async (n, result) => {
          await idle();
          const state = (await listed()).states.get(`${kill}-${n}`) ?? 'not listed';
          expect(await everything(), `objects after kill ${n}`).toEqual(before);
          await followAdvice(result);
          await place().succeed(`backup create ${TARGET} --id ${kill}-after-${n}`);
          expect((await listed()).states.get(`${kill}-after-${n}`)).toBe('complete');
          if (state === 'complete') {
            await place().succeed(`restore ${kill}-${n} ${TARGET} --replace`);
            expect(await everything(), `objects of the backup ${n}`).toEqual(before);
          }
          return state;
        },
      );
      await annotate(ends);
    },
  );

  it.for(['bindstack', 'weaviate'] as const)(
    'of %s, a restore that is not whole is not shown as whole, and the same command completes it',
    { timeout: TIMEOUT },
    async (kill, { annotate }) => {
      const ends = await killed(
        () => `restore whole ${TARGET} --replace`,
        kill,
        async (n, result) => {
          const isWhole = JSON.stringify(await everything()) === JSON.stringify(before);
          const { stderr } = await place().run(`status ${TARGET}`);
          const isShown = stderr.includes('restore of whole');
          if (!isWhole) expect(isShown, `status after kill ${n}: ${stderr}`).toBe(true);
          await idle();
          await followAdvice(result);
          await place().succeed(`restore whole ${TARGET} --replace`);
          expect(await everything(), `objects after kill ${n}`).toEqual(before);
          expect((await place().run(`status ${TARGET}`)).stderr).not.toContain('restore of whole');
          return `${isWhole ? 'whole' : 'not whole'}, ${isShown ? 'shown as interrupted' : 'not shown'}`;
        },
      );
      await annotate(ends);
    },
  );
});
