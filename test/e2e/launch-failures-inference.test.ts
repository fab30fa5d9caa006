import { describe, expect, it } from 'vitest';
import { stackTrace } from '../support/command.ts';
import {
  BIND,
  type Fault,
  failedLaunch,
  override,
  QUICK_CHECK,
  stubArguments,
  testFaults,
} from '../support/launchFault.ts';
import { newPlace } from '../support/place.ts';
import { describeWith, docker } from '../support/requirements.ts';

/** An inference service that starts, but does not become ready. */
const INFERENCE: readonly Fault[] = [
  {
    title: 'repeatedly runs out of memory while it loads',
    override: { [BIND]: { mem_limit: '8m' } },
    code: 'inference-memory-loading',
    service: BIND,
    message: 'ran out of memory and was killed while it was loading (limit 8 MiB)',
    cause: 'it needs 9.5 GiB',
    suggestion: 'bindstack generate --inference-memory 12g',
  },
  {
    title: 'runs out of memory and is not restarted',
    override: { [BIND]: { mem_limit: '8m', restart: 'no' } },
    code: 'inference-memory-loading',
    service: BIND,
    message: 'ran out of memory and was killed while it was loading (limit 8 MiB)',
    cause: 'it needs 9.5 GiB',
    suggestion: 'mem_limit: 12g',
  },
  {
    title: 'exits with an error code',
    override: { [BIND]: { command: ['sh', '-c', 'echo cannot load >&2; exit 3'], restart: 'no' } },
    code: 'exited',
    service: BIND,
    message: 'the inference service exited with exit code 3',
    cause: 'exited by itself',
    evidence: 'cannot load',
    suggestion: `docker compose logs ${BIND}`,
  },
  {
    title: 'exits without an error',
    override: { [BIND]: { command: ['sh', '-c', 'echo done'], restart: 'no' } },
    code: 'exited',
    service: BIND,
    message: 'the inference service exited with exit code 0',
    cause: 'without an error',
    evidence: 'done',
    suggestion: `docker compose logs ${BIND}`,
  },
  {
    title: 'has a health check for a path that does not exist',
    override: {
      [BIND]: {
        healthcheck: {
          ...QUICK_CHECK,
          test: ['CMD', 'wget', '-q', '--spider', 'http://127.0.0.1:8080/none'],
        },
      },
    },
    code: 'unhealthy',
    service: BIND,
    message: 'the inference service is running, but its health check fails',
    cause: '404 Not Found',
    evidence: '404 Not Found',
    suggestion: `docker compose logs ${BIND}`,
  },
  {
    title: 'has a health check with a program that is not in the image',
    override: {
      [BIND]: { healthcheck: { ...QUICK_CHECK, test: ['CMD', 'curl', '-f', 'http://127.0.0.1:8080/'] } },
    },
    code: 'unhealthy',
    service: BIND,
    message: 'the inference service is running, but its health check fails',
    cause: 'neither has curl',
    evidence: 'exec: "curl": executable file not found',
    suggestion: 'healthcheck.test: ["CMD", "wget"',
  },
  {
    title: 'reports that it is not ready',
    override: { [BIND]: { command: stubArguments('--fail', 'ready'), healthcheck: QUICK_CHECK } },
    code: 'unhealthy',
    service: BIND,
    message: 'the inference service is running, but its health check fails',
    cause: '503 Service Unavailable',
    evidence: '503 Service Unavailable',
    suggestion: '--start-period 1200s',
  },
  {
    title: 'hangs',
    override: {
      [BIND]: { command: stubArguments('--fail', 'hang'), healthcheck: { ...QUICK_CHECK, timeout: '1s' } },
    },
    code: 'unhealthy',
    service: BIND,
    message: 'the inference service is running, but its health check fails',
    cause: 'Health check exceeded timeout (1s)',
    evidence: 'Health check exceeded timeout (1s)',
    suggestion: `docker compose logs ${BIND}`,
  },
  {
    title: 'is slower than --timeout',
    override: {
      [BIND]: { command: stubArguments('--ready-after-ms', '600000'), healthcheck: { interval: '1s' } },
    },
    flags: '--timeout 4s',
    code: 'still-starting',
    service: BIND,
    message: 'the inference service was not ready in time',
    cause: 'too little CPU, to load the model',
    evidence: '503 Service Unavailable',
    suggestion: 'bindstack up --timeout 1200s',
  },
];

describeWith([docker], 'a launch of containers fails', () => {
  describe('because the inference service', () => {
    testFaults(INFERENCE);

    it('exits again and again: crash-loop', async () => {
      const command = ['sh', '-c', 'echo cannot load >&2; exit 3'];
      const place = newPlace();
      await place.generate('--modalities text');
      await override(place, { [BIND]: { command } });
      const { diagnosis } = failedLaunch(await place.run('up --no-preflight --json'));
      const [found] = diagnosis;
      // It counts as a crash loop only after the third exit.
      expect(found?.code).toMatch(/^(?:crash-loop|exited)$/);
      expect(found).toMatchObject({ service: BIND, evidence: expect.stringContaining('cannot load') });
      expect(found?.message).toContain('exit code 3');
      expect(found?.suggestion).toContain(`docker compose logs ${BIND}`);
      expect(await place.leftovers()).toEqual([]);
    });

    it('is reported with the cause, the log line and a suggestion', async () => {
      const place = newPlace();
      await place.generate();
      await override(place, { [BIND]: { command: ['sh', '-c', 'echo cannot load; exit 3'], restart: 'no' } });
      const { exitCode, stdout, stderr } = await place.run('up --no-preflight');
      expect({ exitCode, stdout, trace: stackTrace(stderr) }).toEqual({ exitCode: 1, stdout: '', trace: [] });
      const error = stderr.slice(stderr.indexOf('error: ')).split('\n');
      expect(error).toEqual([
        'error: the inference service exited with exit code 3',
        expect.stringMatching(/^ {2}Its program exited by itself/),
        '  | cannot load',
        expect.stringMatching(/^ {2}try: docker compose logs multi2vec-bind/),
        '',
      ]);
    });
  });
});
