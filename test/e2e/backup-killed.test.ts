import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import type { CommandResult } from '../support/command.ts';
import { recordedProcesses } from '../support/leftovers.ts';
import { placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { weaviateRest } from '../support/weaviateRest.ts';

/** Kills per case, spread evenly over the time that the command takes. */
const KILLS = Number(process.env['BINDSTACK_KILLS'] ?? 3);
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

  /** Runs a command once to its end, then several times with a kill; `check` sees what each kill leaves. */
  async function killed(
    line: (n: number) => string,
    kill: 'bindstack' | 'weaviate',
    check: (n: number, result: CommandResult) => Promise<void>,
  ): Promise<void> {
    const start = performance.now();
    await place().succeed(line(0));
    const duration = performance.now() - start;
    for (let n = 1; n <= KILLS; n += 1) {
      const run = place().start(line(n));
      await Promise.race([sleep((duration * n) / (KILLS + 0.5)), run.ended]);
      if (kill === 'bindstack') run.signal('SIGKILL');
      else {
        await killWeaviate();
        // The command waits for Weaviate to come back: Docker and Kubernetes restart it, here the user does.
        await place().succeed(await place().embedded('--backup-to directory'));
      }
      await check(n, await run.ended);
    }
  }

  /** A command that failed says what to do. */
  function expectAdvice({ exitCode, stderr }: CommandResult): void {
    if (exitCode !== null && exitCode !== 0) expect(stderr).toContain('try: ');
  }

  beforeAll(async () => {
    await place().succeed(await place().embedded('--backup-to directory'));
    url = await place().url();
    for (const name of COLLECTIONS) await fill(name);
    before = await everything();
    await place().succeed(`backup create ${TARGET} --id whole`);
  });

  it.each(['bindstack', 'weaviate'] as const)(
    'of %s, a backup that is shown as complete is complete, and the next one works',
    async (kill) => {
      await killed(
        (n) => `backup create ${TARGET} --id ${kill}-${n}`,
        kill,
        async (n, result) => {
          expectAdvice(result);
          await idle();
          expect(await everything(), `objects after kill ${n}`).toEqual(before);
          await place().succeed(`backup create ${TARGET} --id ${kill}-after-${n}`);
          const { states } = await listed();
          expect(states.get(`${kill}-after-${n}`)).toBe('complete');
          if (states.get(`${kill}-${n}`) !== 'complete') return;
          await place().succeed(`restore ${kill}-${n} ${TARGET} --replace`);
          expect(await everything(), `objects of the backup ${n}`).toEqual(before);
        },
      );
    },
  );

  it.each(['bindstack', 'weaviate'] as const)(
    'of %s, a restore that is not whole is not shown as whole, and the same command completes it',
    async (kill) => {
      await killed(
        () => `restore whole ${TARGET} --replace`,
        kill,
        async (n, result) => {
          expectAdvice(result);
          const isWhole = JSON.stringify(await everything()) === JSON.stringify(before);
          const { stderr } = await place().run(`status ${TARGET}`);
          if (!isWhole) expect(stderr, `status after kill ${n}`).toContain('restore of whole');
          await idle();
          await place().succeed(`restore whole ${TARGET} --replace`);
          expect(await everything(), `objects after kill ${n}`).toEqual(before);
          expect((await place().run(`status ${TARGET}`)).stderr).not.toContain('restore of whole');
        },
      );
    },
  );
});
