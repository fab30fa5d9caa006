import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { expectNothingRuns, status, upWith } from '../support/embeddedFault.ts';
import { expectFinding, failedLaunch } from '../support/launchFault.ts';
import { processesIn, recordedProcesses } from '../support/leftovers.ts';
import { newPlace, placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { weaviateRest } from '../support/weaviateRest.ts';

describeWith([weaviate], 'local processes that were running', () => {
  const place = placeForSuite();

  /** Id of a process of the stack; Weaviate is started last. */
  async function pid(service: 'weaviate' | 'multi2vec-bind'): Promise<number> {
    const [inference = 0, database = 0] = await recordedProcesses(place().directory);
    return service === 'weaviate' ? database : inference;
  }

  beforeAll(async () => void (await place().succeed(await place().embedded('--modalities text'))));

  it('with an inference server that hangs: inference-hangs', async () => {
    const inference = await pid('multi2vec-bind');
    process.kill(inference, 'SIGSTOP');
    onTestFinished(() => void process.kill(inference, 'SIGCONT'));
    const { state, exitCode, diagnosis } = await status(place());
    expect({ state, exitCode }).toEqual({ state: 'failed', exitCode: 1 });
    expectFinding(diagnosis, {
      code: 'inference-hangs',
      service: 'multi2vec-bind',
      message: 'Weaviate does not respond',
      cause: 'never responds',
      suggestion: 'bindstack down --target embedded, then bindstack up --target embedded',
    });
  });

  it('are not disturbed by a second stack on their ports, or one that fails', async () => {
    const other = newPlace();
    const { http, grpc } = await place().ports();
    const taken = await other.run(
      `up --target embedded --inference stub --json --http-port ${http} --grpc-port ${grpc}`,
    );
    expect(taken.exitCode).toBe(5);
    expect(JSON.parse(taken.stdout).error.code).toBe('port-taken');
    failedLaunch(await upWith(other, 'exit 1'));
    await expectNothingRuns(other);
    expect(await status(place())).toMatchObject({ state: 'running', diagnosis: [] });
    expect((await weaviateRest(await place().url(), 'GET', '/v1/.well-known/ready')).status).toBe(200);
  });

  it('and whose inference server has crashed: exited', async () => {
    process.kill(await pid('multi2vec-bind'), 'SIGKILL');
    const { state, exitCode, services, diagnosis } = await status(place());
    expect({ state, exitCode }).toEqual({ state: 'failed', exitCode: 1 });
    expect(services.map((one) => one.state)).toEqual(['exited', 'running']);
    expectFinding(diagnosis, {
      code: 'exited',
      service: 'multi2vec-bind',
      message: 'the inference service exited',
      cause: 'exited by itself',
      evidence: 'Listening on',
      suggestion: 'bindstack logs --target embedded --service multi2vec-bind --tail 50',
    });
  });

  it('and whose Weaviate has crashed as well: up works again', async () => {
    process.kill(await pid('weaviate'), 'SIGKILL');
    expect(await status(place())).toMatchObject({ state: 'failed', exitCode: 1 });
    await place().succeed(await place().embedded('--modalities text'));
    expect(await status(place())).toMatchObject({ state: 'running', diagnosis: [] });
    await place().succeed('down --target embedded');
    await expectNothingRuns(place());
  });
});

describeWith([weaviate], 'up that is killed by kill -9', () => {
  it.each(['the stub: starting', 'Weaviate: starting', 'the module multi2vec-bind: checking'])(
    'at "%s" does not prevent the next up',
    async (moment) => {
      const place = newPlace();
      const up = await place.embedded('--modalities text');
      const first = place.start(up);
      await first.said(moment);
      await first.endedBy('SIGKILL');
      expect((await processesIn(place.directory)).length).toBeGreaterThan(0);
      await place.succeed(up);
      expect(await status(place)).toMatchObject({ state: 'running', diagnosis: [] });
      expect(await processesIn(place.directory)).toHaveLength(2);
      await place.succeed('down --target embedded');
      await expectNothingRuns(place);
    },
  );
});
