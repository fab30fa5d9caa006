import { describe, expect, it } from 'vitest';
import { override, READY, weaviateWith } from '../support/launchFault.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith, docker } from '../support/requirements.ts';
import { checkOf, checksThat, expectFailure, reportOf } from '../support/smokeReport.ts';

describeWith([docker], 'smoke --restart with a Compose project', () => {
  async function running(persistence: string): Promise<Place> {
    const place = newPlace();
    await place.generate(`--modalities text --persistence ${persistence}`);
    await override(place, weaviateWith({ healthcheck: READY.healthcheck }));
    await place.succeed('up --no-preflight');
    return place;
  }

  const SMOKE = 'smoke --report json --restart';

  it('passes if the data is in a volume', async () => {
    const place = await running('volume');
    const report = reportOf(await place.run(SMOKE));
    expect(checksThat('fail', report)).toEqual([]);
    expect(checkOf('restart', report).detail).toMatch(/^after a restart: all \d objects are there/);
    await place.succeed('destroy --yes');
  });

  it('fails if the data is in the container, and says what to do', async () => {
    const place = await running('none');
    const result = await place.run(SMOKE);
    expectFailure(
      result,
      'restart',
      /^collection: 0 of 2 objects are left after a restart/,
      /--persistence volume/,
    );
    expect(checksThat('fail', reportOf(result))).toEqual(['restart']);
    await place.succeed('down');
  });
});

describe('smoke --restart without a stack', () => {
  it('fails', async () => {
    const { exitCode, stderr } = await newPlace().run('smoke --target embedded --restart');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: no embedded stack is running from/m);
  });
});
