import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StackStatus } from '../../src/targets/shared/stackState.ts';
import { BIND, expectFinding, override, READY } from '../support/launchFault.ts';
import { dockerLines } from '../support/leftovers.ts';
import { newPlace, type Place, placeForSuite } from '../support/place.ts';
import { describeWith, docker } from '../support/requirements.ts';
import { weaviateRest } from '../support/weaviateRest.ts';

const GONE = 'Weaviate is still running and reports ready, but cannot vectorize';

/** For events that happen by themselves after some time. */
const EVENTUALLY = { timeout: 90_000, interval: 500 };

async function status(place: Place): Promise<StackStatus & { readonly exitCode: number | null }> {
  const { exitCode, stdout } = await place.run('status --json');
  return { ...(JSON.parse(stdout) as StackStatus), exitCode };
}

describeWith([docker], 'a Compose stack that was running', () => {
  const place = placeForSuite();
  const container = () => `${place().name}-${BIND}-1`;

  beforeAll(async () => {
    await place().generate('--modalities text');
    const services = {
      // Its health check keeps passing for a while, like the generated one.
      [BIND]: { mem_limit: '64m', restart: 'no', healthcheck: { ...READY.healthcheck, retries: 60 } },
      weaviate: { restart: 'no', stop_grace_period: '1s', healthcheck: { interval: '1s', retries: 60 } },
    };
    const disk = { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'size=200m' } };
    await override(place(), JSON.stringify({ services, volumes: { 'weaviate-data': disk } }));
    await place().succeed('up --no-preflight');
  });

  it('with an inference service that hangs: inference-hangs', async () => {
    await dockerLines('kill', '--signal', 'STOP', container());
    onTestFinished(async () => void (await dockerLines('kill', '--signal', 'CONT', container())));
    const { diagnosis } = await status(place());
    expectFinding(diagnosis, {
      code: 'inference-hangs',
      service: BIND,
      message: 'Weaviate does not respond because the inference service does not respond',
      cause: 'accepts the request but never responds',
      suggestion: `docker compose restart ${BIND}`,
    });
  });

  it('with an inference service that is paused: not running, and up says why', async () => {
    await dockerLines('pause', container());
    onTestFinished(async () => void (await dockerLines('unpause', container())));
    expect((await status(place())).state).not.toBe('running');
    const { exitCode, stdout } = await place().run('up --no-preflight --json');
    expect(exitCode).toBe(1);
    expectFinding(JSON.parse(stdout).diagnosis, {
      code: 'paused',
      service: BIND,
      message: 'is paused',
      cause: 'frozen',
      suggestion: `docker compose unpause ${BIND}`,
    });
    // A stack that ran before is not stopped.
    expect(await dockerLines('ps', '--quiet', '--filter', `name=${place().name}-`)).toHaveLength(2);
  });

  it('keeps running if another process in the container is killed', async () => {
    // After a pause, the engine reports it as unhealthy until the next health check.
    await vi.waitFor(async () => expect((await status(place())).state).toBe('running'), EVENTUALLY);
    const hog = 'const all = []; for (;;) all.push(Buffer.alloc(4e6, 1))';
    await expect(dockerLines('exec', container(), 'node', '-e', hog)).rejects.toThrow();
    expect(await status(place())).toMatchObject({ state: 'running', diagnosis: [], exitCode: 0 });
  });

  describe('and whose inference service is gone', () => {
    it('for lack of memory: inference-memory-running', async () => {
      // Shared memory counts toward the limit and cannot be reclaimed, so the largest process is killed.
      const fill = 'dd if=/dev/zero of=/dev/shm/full bs=1M count=63';
      await expect(dockerLines('exec', container(), 'sh', '-c', fill)).rejects.toThrow();
      const { state, services, diagnosis, exitCode } = await status(place());
      expect({ state, exitCode }).toEqual({ state: 'failed', exitCode: 1 });
      expect(services[0]).toMatchObject({ state: 'exited', exitCode: 137, oomKilled: true });
      expectFinding(diagnosis, {
        code: 'inference-memory-running',
        service: BIND,
        message: `after it had been ready (limit 64 MiB); ${GONE}`,
        cause: 'Weaviate sends several objects at once',
        suggestion: `docker compose up -d ${BIND}`,
      });
      expect((await place().run('status')).stdout).toContain('ran out of memory');
    });

    it('until up starts it again, although the engine still reports the kill', async () => {
      await place().succeed('up --no-preflight');
      expect(await status(place())).toMatchObject({ state: 'running', diagnosis: [] });
    });

    it('because it was killed from outside: killed', async () => {
      await dockerLines('kill', container());
      const { state, diagnosis, exitCode } = await status(place());
      expect({ state, exitCode }).toEqual({ state: 'failed', exitCode: 1 });
      expect(diagnosis[0]?.message).toContain(GONE);
      expect(diagnosis.map(({ service }) => service)).toEqual([BIND]);
    });

    it('because it was stopped: reported by Weaviate', async () => {
      await place().succeed('up --no-preflight');
      await dockerLines('stop', '--time', '5', container());
      const { state, diagnosis, exitCode } = await status(place());
      expect({ state, exitCode }).toEqual({ state: 'failed', exitCode: 1 });
      expect(diagnosis.map(({ service }) => service)).toEqual([BIND]);
      expect(diagnosis[0]?.suggestion).toContain('docker compose');
    });
  });

  it('and whose Weaviate was killed: killed', async () => {
    await place().succeed('up --no-preflight');
    await dockerLines('kill', `${place().name}-weaviate-1`);
    const { state, diagnosis } = await status(place());
    expect(state).toBe('failed');
    expectFinding(diagnosis, {
      code: 'killed',
      service: 'weaviate',
      message: 'Weaviate was killed with exit code 137',
      cause: 'docker kill',
      suggestion: '--weaviate-memory',
    });
  });

  it('and whose disk becomes full: read-only', async () => {
    await place().succeed('up --no-preflight');
    const body = await readFile(join(place().directory, 'collection.json'), 'utf8');
    expect((await weaviateRest(await place().url(), 'POST', '/v1/schema', { body })).status).toBe(200);
    const fill = 'dd if=/dev/zero of=/var/lib/weaviate/full bs=1M count=185';
    await dockerLines('exec', `${place().name}-weaviate-1`, 'sh', '-c', fill);
    // Weaviate checks its disk from time to time.
    await vi.waitFor(async () => expect((await status(place())).diagnosis).toHaveLength(1), EVENTUALLY);
    const { state, diagnosis } = await status(place());
    expect(state).toBe('running');
    expectFinding(diagnosis, {
      code: 'read-only',
      service: 'weaviate',
      message: 'Weaviate no longer accepts writes: the disk is 9',
      cause: 'Above 90.00% it makes all collections read-only',
      evidence: 'Set READONLY, disk usage currently at 9',
      suggestion: 'DISK_USE_READONLY_PERCENTAGE',
    });
  });

  it('leaves nothing after down, after all of that', async () => {
    await place().succeed('down');
    expect(await place().leftovers()).toEqual([]);
  });
});

describeWith([docker], 'a container that exits again and again', () => {
  it('is reported by status: crash-loop', async () => {
    const place = newPlace();
    await place.generate('--modalities text');
    await override(place, { [BIND]: { command: ['sh', '-c', 'echo cannot load; exit 3'] } });
    await dockerLines('compose', '--project-directory', place.directory, 'up', '--detach', BIND);
    const crashLoop = async () => {
      const now = await status(place);
      expect(now.diagnosis[0]?.code).toBe('crash-loop');
      return now;
    };
    // It may be observed while it runs, and counts as a crash loop only after its third exit.
    const { state, diagnosis } = await vi.waitFor(crashLoop, EVENTUALLY);
    expect(state).toBe('failed');
    expectFinding(diagnosis, {
      code: 'crash-loop',
      service: BIND,
      message: 'the inference service keeps exiting: it was started ',
      cause: 'Its restart policy starts it again each time',
      evidence: 'cannot load',
      suggestion: `docker compose stop ${BIND} stops the restarts`,
    });
  });
});
