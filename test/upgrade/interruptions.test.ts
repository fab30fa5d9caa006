import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { climb } from '../../src/upgrade/climb.ts';
import {
  type OriginalFile,
  readUpgrade,
  type UpgradeJournal,
  writeUpgrade,
} from '../../src/upgrade/journal.ts';
import { rollBack } from '../../src/upgrade/rollBack.ts';
import type { UpgradeWork } from '../../src/upgrade/work.ts';
import { directoryForTests } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';
import { capturedOutput } from '../support/output.ts';

class Killed extends Error {}

interface Data {
  /** The newest server that has written it; undefined if it is empty. */
  version: string | undefined;
  objects: number;
}

const minorOf = (version: string) => Number(version.split('.')[1]);

/** A stack that follows the rules of Weaviate, and a bindstack that is killed at one of its actions. */
class World {
  readonly calls: string[] = [];
  readonly backups = new Map<string, Data>();
  readonly aside = new Map<string, Data>();
  data: Data = { version: '1.37.9', objects: 300 };
  running: string | undefined = '1.37.9';
  tag = '1.37.9';
  /** Number of the action at which bindstack is killed. */
  killAt = -1;
  /** Whether the action still takes effect. */
  isLate = false;
  /** Objects that the newer server loses. */
  losses = 0;

  async #act<T>(name: string, effect: () => T): Promise<T> {
    const isLast = this.calls.length === this.killAt;
    this.calls.push(name);
    if (isLast && !this.isLate) throw new Killed(name);
    const result = effect();
    if (isLast) throw new Killed(name);
    return result;
  }

  readonly work: UpgradeWork = {
    backUp: () =>
      this.#act('backUp', () => {
        const id = `backup-${this.backups.size}`;
        expect(this.running).toBeDefined();
        this.backups.set(id, { ...this.data });
        return id;
      }),
    drill: (id) => this.#act('drill', () => expect(this.backups.has(id)).toBe(true)),
    readFiles: () =>
      this.#act('readFiles', (): OriginalFile[] => [{ path: 'docker-compose.yml', text: this.tag }]),
    writeFiles: (version) =>
      this.#act('writeFiles', () => {
        this.tag = version;
      }),
    restoreFiles: ([file], version) =>
      this.#act('restoreFiles', () => {
        expect(file?.text).toBe(version);
        this.tag = version;
      }),
    pull: (version) => this.#act('pull', () => expect(this.tag).toBe(version)),
    start: (version) =>
      this.#act('start', () => {
        expect(this.tag).toBe(version);
        const { version: written = version } = this.data;
        // A server reads neither newer data nor data of a version before the previous minor version.
        expect(minorOf(version) - minorOf(written)).toBeGreaterThanOrEqual(0);
        expect(minorOf(version) - minorOf(written)).toBeLessThanOrEqual(1);
        if (this.running !== version && version === '1.39.3') this.data.objects -= this.losses;
        this.running = version;
        this.data.version = version;
      }),
    stop: () =>
      this.#act('stop', () => {
        this.running = undefined;
      }),
    runningVersion: async () => this.running,
    synchronize: () => this.#act('synchronize', () => {}),
    smoke: () => this.#act('smoke', () => {}),
    contents: () =>
      this.#act('contents', () => {
        expect(this.running).toBeDefined();
        return this.data.objects;
      }),
    differences: (before) =>
      this.#act('differences', () =>
        before === this.data.objects ? [] : [`${this.data.objects} of ${before} objects`],
      ),
    data: (action, place) =>
      this.#act(`data ${action}`, () => {
        if (action !== 'discard') expect(this.running).toBeUndefined();
        if (action === 'discard') this.aside.delete(place);
        else if (action === 'clear') {
          expect(this.aside.has(place)).toBe(true);
          this.data = { version: undefined, objects: 0 };
        } else if (this.data.version !== undefined) {
          this.aside.set(place, this.data);
          this.data = { version: undefined, objects: 0 };
        }
      }),
    restore: (id) =>
      this.#act('restore', () => {
        const backup = this.backups.get(id);
        // Into an empty server, or a test that restores twice would not notice.
        expect(this.data.objects).toBe(0);
        this.data.objects = backup?.objects ?? 0;
      }),
  };
}

const JOURNAL: UpgradeJournal = {
  target: 'compose',
  from: '1.37.9',
  steps: ['1.38.24', '1.39.3'],
  step: 0,
  phase: 'backup',
  hasBackups: true,
};

const directory = directoryForTests();
let places = 0;

function upgradeIn(world: World) {
  places += 1;
  const cwd = join(directory(), `${places}`);
  const context = { cwd, out: capturedOutput().out, signal: new AbortController().signal };
  const begin = async (journal: UpgradeJournal = JOURNAL) => {
    await writeUpgrade(cwd, journal);
    return climb(context, world.work, journal);
  };
  const unfinished = () => readUpgrade(cwd);
  const goOn = async () => climb(context, world.work, (await unfinished()) ?? JOURNAL);
  const goBack = async (place = 'aside') =>
    rollBack(context, world.work, (await unfinished()) ?? JOURNAL, place);
  return { begin, goOn, goBack, unfinished };
}

const kills = (actions: number) =>
  Array.from({ length: actions }, (_, at) => [
    { at, isLate: false },
    { at, isLate: true },
  ]).flat();

/** Actions of an upgrade in two steps, and of the rollback of one. */
const ACTIONS = 22;
const BACK_ACTIONS = 7;

describe('an upgrade', () => {
  it('makes and tries a backup before each step, and keeps the data', async () => {
    const world = new World();
    const { begin, unfinished } = upgradeIn(world);
    expect(await begin()).toEqual([
      { version: '1.38.24', backup: 'backup-0' },
      { version: '1.39.3', backup: 'backup-1' },
    ]);
    expect(world).toMatchObject({ running: '1.39.3', tag: '1.39.3', data: { objects: 300 } });
    expect(world.calls).toHaveLength(ACTIONS);
    expect(world.calls.slice(0, ACTIONS / 2)).toEqual([
      'backUp',
      'drill',
      'readFiles',
      'contents',
      'writeFiles',
      'pull',
      'contents',
      'start',
      'synchronize',
      'smoke',
      'differences',
    ]);
    expect(await unfinished()).toBeUndefined();
  });

  it('makes no backup with --no-backup, and then refuses to go back', async () => {
    const world = new World();
    const { begin, goBack } = upgradeIn(world);
    world.killAt = 6;
    await expect(begin({ ...JOURNAL, hasBackups: false })).rejects.toThrow(Killed);
    expect(world.backups.size).toBe(0);
    expect(await failureOf(goBack)).toMatchObject({ code: 'no-backup', kind: 'refused' });
  });

  it('fails if objects are missing afterwards, and brings them back', async () => {
    const world = new World();
    world.losses = 3;
    const { begin, goBack } = upgradeIn(world);
    expect(await failureOf(begin)).toMatchObject({ code: 'data-differs', detail: '297 of 300 objects' });
    expect(await goBack()).toEqual({
      version: '1.38.24',
      backup: 'backup-1',
      differences: [],
      kept: null,
    });
    expect(world).toMatchObject({ running: '1.38.24', tag: '1.38.24', data: { objects: 300 } });
    expect(world.aside.size).toBe(0);
  });

  it('keeps the newer data if the backup does not have all of it', async () => {
    const world = new World();
    const { begin, goBack } = upgradeIn(world);
    world.killAt = 9;
    await expect(begin()).rejects.toThrow(Killed);
    for (const backup of world.backups.values()) backup.objects = 290;
    expect(await goBack('place')).toMatchObject({ differences: ['290 of 300 objects'], kept: 'place' });
    expect(world.aside.get('place')).toEqual({ version: '1.38.24', objects: 300 });
  });

  it.each(kills(ACTIONS))('is continued after a kill at %o', async ({ at, isLate }) => {
    const world = new World();
    const { begin, goOn } = upgradeIn(world);
    Object.assign(world, { killAt: at, isLate });
    await expect(begin()).rejects.toThrow(Killed);
    await goOn();
    expect(world).toMatchObject({
      running: '1.39.3',
      tag: '1.39.3',
      data: { version: '1.39.3', objects: 300 },
    });
  });

  it.each(kills(ACTIONS))('is continued, or goes back, after the machine stopped at %o', async (kill) => {
    for (const way of ['on', 'back'] as const) {
      const world = new World();
      const { begin, goOn, goBack } = upgradeIn(world);
      Object.assign(world, { killAt: kill.at, isLate: kill.isLate });
      await expect(begin()).rejects.toThrow(Killed);
      world.running = undefined;
      const version = way === 'on' ? '1.39.3' : kill.at < ACTIONS / 2 ? '1.37.9' : '1.38.24';
      await (way === 'on' ? goOn() : goBack());
      expect(world).toMatchObject({ running: version, tag: version, data: { version, objects: 300 } });
    }
  });

  it.each(kills(ACTIONS))('goes back after a kill at %o', async ({ at, isLate }) => {
    const world = new World();
    const { begin, goBack, unfinished } = upgradeIn(world);
    Object.assign(world, { killAt: at, isLate });
    await expect(begin()).rejects.toThrow(Killed);
    const { version } = await goBack();
    expect(version).toBe(at < ACTIONS / 2 ? '1.37.9' : '1.38.24');
    expect(world).toMatchObject({ running: version, tag: version, data: { version, objects: 300 } });
    expect(world.aside.size).toBe(0);
    expect(await unfinished()).toBeUndefined();
  });
});

describe('a rollback', () => {
  const failing = async (world: World) => {
    world.losses = 3;
    const upgrade = upgradeIn(world);
    await failureOf(upgrade.begin);
    return upgrade;
  };

  it('is continued after a kill at any action, also at the same one again', async () => {
    for (const { at, isLate } of kills(BACK_ACTIONS)) {
      const world = new World();
      const { goBack, unfinished } = await failing(world);
      Object.assign(world, { killAt: world.calls.length + at, isLate });
      await expect(goBack('aside')).rejects.toThrow(Killed);
      // The second one may end: a repeated rollback skips what is done.
      world.killAt = world.calls.length + at;
      await goBack('aside').catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      world.killAt = -1;
      if (await unfinished()) await goBack('another');
      expect({ ...world }, `${at} ${isLate}`).toMatchObject({
        running: '1.38.24',
        tag: '1.38.24',
        data: { version: '1.38.24', objects: 300 },
      });
      expect(world.aside.size).toBe(0);
    }
  });
});

it('refuses a damaged journal', async () => {
  const cwd = directory();
  await writeUpgrade(cwd, { ...JOURNAL, phase: 'nonsense' as 'backup' });
  await expect(readUpgrade(cwd)).rejects.toThrow();
  expect(await readUpgrade(join(cwd, 'elsewhere'))).toBeUndefined();
});
