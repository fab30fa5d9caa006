import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { describeWith, weaviate, weaviateOf } from '../support/requirements.ts';
import { journalOf, reached } from '../support/upgradeJournal.ts';
import { stateOf } from '../support/upgradeObjects.ts';
import { LADDER, ON, startOld, WAY, WHOLE_LADDER } from '../support/upgradeStack.ts';

describeWith([weaviate, weaviateOf(OLDER_WEAVIATE_VERSION)], 'the upgrade of local processes', () => {
  describeWith(WAY.map(weaviateOf), `through ${WAY.length} minor versions`, () => {
    it('keeps objects, vectors and search results', async () => {
      const { place, url, before } = await startOld(WAY[0]);
      const { stdout } = await place.succeed(`${WHOLE_LADDER} --target embedded --json`);
      expect(JSON.parse(stdout)).toMatchObject({
        target: 'embedded',
        state: 'done',
        version: WEAVIATE_VERSION,
        steps: [...WAY.slice(1), WEAVIATE_VERSION].map((version, n) => ({
          version,
          backup: expect.stringContaining(`-v${WAY[n]?.replaceAll('.', '-')}`),
        })),
      });
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
      expect(await readFile(join(place.directory, 'bindstack.yaml'), 'utf8')).toContain(
        `tag: ${WEAVIATE_VERSION}`,
      );
      expect(existsSync(journalOf(place))).toBe(false);
      const again = await place.succeed(`upgrade ${ON} --to ${WEAVIATE_VERSION}`);
      expect(again.stderr).toContain('there is nothing to do');
    });
  });

  it('shows its plan and changes nothing', async () => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
    const { stdout } = await place.succeed(
      `upgrade --target embedded --plan --to ${WEAVIATE_VERSION} --via ${OLDER_WEAVIATE_VERSION}`,
    );
    expect(stdout).toContain(`${OLDER_WEAVIATE_VERSION} → ${WEAVIATE_VERSION}`);
    expect(stdout).toContain('bindstack backup create --target embedded');
    expect(stdout).toContain(`bindstack generate --weaviate-tag ${WEAVIATE_VERSION}`);
    expect(await stateOf(url)).toEqual(before);
    expect(existsSync(journalOf(place))).toBe(false);
  });

  it('refuses what would lose something, before it changes anything', async () => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION, '');
    const refused = async (line: string) => {
      const { exitCode, stderr } = await place.run(line);
      expect(await stateOf(url)).toEqual(before);
      expect(existsSync(journalOf(place))).toBe(false);
      return `${exitCode} ${stderr}`;
    };
    // No backup module.
    expect(await refused(LADDER)).toMatch(/^3 .*without a backup module.*--backup-to/s);
    expect(await refused(`upgrade ${ON} --to 1.37.1`)).toMatch(/^3 .*cannot be turned into 1\.37\.1/s);
    expect(
      await refused(
        `upgrade --target embedded --to ${WEAVIATE_VERSION} --via ${OLDER_WEAVIATE_VERSION} --no-backup`,
      ),
    ).toMatch(/^2 .*--yes/s);
    expect(await refused(`upgrade ${ON} --rollback`)).toMatch(/^3 .*no unfinished upgrade/s);
    const file = join(place.directory, 'docker-compose.yml');
    await writeFile(file, `${await readFile(file, 'utf8')}# mine\n`);
    expect(await refused(`${LADDER} --no-backup`)).toMatch(
      /^3 .*docker-compose\.yml already exists and differs/s,
    );
  });

  describe('that is killed', () => {
    it.each(['backup', 'files', 'restart', 'compare'])('in the phase %s is continued', async (phase) => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const run = place.start(LADDER);
      await reached(place, `0 ${phase}`, run);
      await run.endedBy('SIGKILL');
      const status = await place.run('status --target embedded');
      expect(status.stderr).toContain(`the upgrade to Weaviate ${WEAVIATE_VERSION} is not finished`);
      await place.succeed(`upgrade ${ON}`);
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
    });

    it.each(['set-aside', 'restore', 'discard'])(
      'in the phase %s of a rollback goes back when told again',
      async (phase) => {
        const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
        const run = place.start(LADDER);
        await reached(place, '0 smoke', run);
        await run.endedBy('SIGKILL');
        const back = place.start(`upgrade --rollback ${ON}`);
        await reached(place, `back ${phase}`, back);
        await back.endedBy('SIGKILL');
        await place.succeed(`upgrade --rollback ${ON}`);
        expect(await stateOf(url)).toEqual(before);
      },
    );
  });
});
