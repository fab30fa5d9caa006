import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { type Stub, startStub } from '../../src/stub/server.ts';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import { type Place, placeForSuite } from '../support/place.ts';
import { describeWith, weaviateOf } from '../support/requirements.ts';
import { CHECK_IDS, checksThat, reportOf } from '../support/smokeReport.ts';

const MODES = ['shared', 'balanced', 'separate'] as const;

/** The checks that `--inference-url` adds. */
const INFERENCE_CHECKS = ['inference', 'inference-vectors', 'stored-mean'];

describe.each([
  ['the pinned Weaviate', WEAVIATE_VERSION],
  ['an older Weaviate', OLDER_WEAVIATE_VERSION],
])('%s', (_which, version) => {
  describeWith([weaviateOf(version)], version, () => {
    const anonymous = placeForSuite();
    const keyed = placeForSuite();
    let stub: Stub | undefined;

    async function up(place: Place, auth: string): Promise<void> {
      const inference = `--inference external --inference-url ${stub?.url}`;
      await place.generate(`--auth ${auth} --modalities all --weaviate-tag ${version}`);
      const flags = `--no-preflight --auth ${auth} --weaviate-tag ${version} ${inference}`;
      await place.succeed(await place.embedded(flags));
    }

    beforeAll(async () => {
      stub = await startStub({ port: (await freePorts(1))[0] });
      // One after the other, because concurrent starts may choose the same ports.
      await up(anonymous(), 'anonymous');
      await up(keyed(), 'api-key');
    });
    afterAll(() => stub?.close());

    it.each(MODES.flatMap((mode) => [[mode, 'anonymous'] as const, [mode, 'api-key'] as const]))(
      'passes every check with vectors %s and %s access',
      async (mode, auth) => {
        const place = auth === 'anonymous' ? anonymous() : keyed();
        const line = `smoke --target embedded --report json --vectors ${mode} --inference-url ${stub?.url}`;
        const report = reportOf(await place.run(line));
        expect(checksThat('fail', report)).toEqual([]);
        expect(checksThat('skip', report)).toEqual(['cross-modal']);
        expect(new Set(report.checks.map(({ id }) => id))).toEqual(
          new Set([...CHECK_IDS, ...INFERENCE_CHECKS]),
        );
        expect(report.versions.weaviate).toBe(version);
      },
    );
  });
});
