import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { expectNothingRuns, failureOf, UP, upWith, wrapped } from '../support/embeddedFault.ts';
import { expectFinding, type Finding, failedLaunch } from '../support/launchFault.ts';
import { takePort } from '../support/listener.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';

interface Fault extends Finding {
  readonly title: string;
  readonly script?: string;
  readonly flags?: string;
}

const FAULTS: readonly Fault[] = [
  {
    title: 'MODULES_CLIENT_TIMEOUT without a unit',
    script: wrapped('export MODULES_CLIENT_TIMEOUT=300'),
    code: 'timeout-without-unit',
    service: 'weaviate',
    message: 'MODULES_CLIENT_TIMEOUT is not a valid duration: "300"',
    cause: 'a number needs a unit',
    evidence: 'missing unit in duration',
    suggestion: '--inference-timeout 300s',
  },
  {
    title: 'BIND_INFERENCE_API removed',
    script: wrapped('unset BIND_INFERENCE_API'),
    code: 'inference-url-missing',
    service: 'weaviate',
    message: 'Weaviate does not know the address of the inference service',
    cause: 'BIND_INFERENCE_API is not set',
    evidence: 'required variable BIND_INFERENCE_API is not set',
    suggestion: 'set --inference-url to the address of the inference server',
  },
  {
    title: 'a default vectorizer that is not enabled',
    script: wrapped('export DEFAULT_VECTORIZER_MODULE=multi2vec-clip'),
    code: 'default-vectorizer-not-enabled',
    service: 'weaviate',
    message: 'DEFAULT_VECTORIZER_MODULE is multi2vec-clip',
    cause: 'that ENABLE_MODULES contains',
    evidence: 'no module with name "multi2vec-clip" present',
    suggestion: '--module multi2vec-clip',
  },
  {
    title: 'RBAC with anonymous access, as flags',
    flags: '--env AUTHORIZATION_RBAC_ENABLED=true --env AUTHORIZATION_RBAC_ROOT_USERS=admin',
    code: 'rbac-with-anonymous',
    service: 'weaviate',
    message: 'Weaviate does not allow RBAC together with anonymous access',
    cause: 'are on',
    evidence: 'cannot enable anonymous access and rbac authorization',
    suggestion: '--auth api-key',
  },
  {
    title: 'three keys and two users',
    script: wrapped(
      'export AUTHENTICATION_APIKEY_ENABLED=true AUTHENTICATION_APIKEY_ALLOWED_KEYS=a,b,c AUTHENTICATION_APIKEY_USERS=a,b',
    ),
    code: 'users-and-keys-differ',
    service: 'weaviate',
    message: 'the number of users differs from the number of API keys',
    cause: 'by their order',
    evidence: 'length of users and keys must match',
    suggestion: 'set AUTHENTICATION_APIKEY_USERS to one name',
  },
  {
    title: 'a data directory that cannot be created',
    script: wrapped('export PERSISTENCE_DATA_PATH=/proc/x/data'),
    code: 'data-path',
    service: 'weaviate',
    message: 'Weaviate cannot create its data directory /proc/x/data',
    cause: 'no such file or directory',
    evidence: 'cannot create data directory',
    suggestion: '.bindstack/embedded/data',
  },
  {
    title: 'no more memory from the system',
    script: wrapped('ulimit -v 700000'),
    code: 'weaviate-memory',
    service: 'weaviate',
    message: 'Weaviate could not get more memory from the system',
    cause: 'Go requested memory and was refused',
    evidence: 'fatal error: ',
    suggestion: '--weaviate-memory 2g',
  },
  {
    title: 'a program that exits at once',
    script: 'echo "no room at the inn" >&2; exit 3',
    code: 'exited',
    service: 'weaviate',
    message: 'Weaviate exited',
    cause: 'exited by itself',
    evidence: 'no room at the inn',
    suggestion: 'bindstack logs --target embedded --service weaviate --tail 50, which shows details',
  },
  {
    title: 'an address that ends with a slash',
    script: wrapped('export BIND_INFERENCE_API="$BIND_INFERENCE_API/"'),
    flags: '--timeout 8s',
    code: 'inference-url-path',
    service: 'weaviate',
    message: 'has no /.well-known/ready (status 404); Weaviate waits up to 120 s for it',
    cause: 'ends with a slash',
    evidence: 'not ready: status 404',
    suggestion: 'without a slash',
  },
  {
    title: 'a host in --inference-url that does not exist',
    flags: '--inference external --inference-url http://bindstack.invalid:8080 --timeout 8s',
    code: 'inference-host',
    service: 'weaviate',
    message: 'at bindstack.invalid, a name that does not exist',
    cause: 'has that name',
    evidence: 'lookup bindstack.invalid',
    suggestion: 'fix the host in --inference-url',
  },
  {
    title: 'an address in --inference-url where nothing listens',
    flags: '--inference external --inference-url http://127.0.0.1:9 --timeout 8s',
    code: 'inference-unreachable',
    service: 'weaviate',
    message: 'nothing responds at 127.0.0.1:9',
    cause: 'It is not running',
    evidence: 'connection refused',
    suggestion: 'check that http://127.0.0.1:9/.well-known/ready responds',
  },
  {
    title: 'ENABLE_MODULES without the module',
    script: wrapped('export ENABLE_MODULES=text2vec-openai'),
    code: 'module-missing',
    service: 'weaviate',
    message: 'Weaviate runs without the module multi2vec-bind',
    cause: 'ENABLE_MODULES does not contain multi2vec-bind',
    suggestion: '--env ENABLE_MODULES=multi2vec-bind',
  },
  {
    title: 'less time than it needs',
    script: 'echo still thinking; exec sleep 600',
    flags: '--timeout 2s',
    code: 'still-starting',
    service: 'weaviate',
    message: 'Weaviate was not ready in time',
    cause: 'It is running without an error',
    evidence: 'still thinking',
    suggestion: 'bindstack up --target embedded --inference stub --timeout 1200s',
  },
];

/** Mounts a separate file system in a place until the test ends. @returns why it failed, if mounting is not allowed */
async function mounted(place: Place, options: string): Promise<string | undefined> {
  const directory = join(place.directory, '.bindstack/embedded/data');
  await mkdir(directory, { recursive: true });
  const reason = failureOf('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', directory);
  if (reason === undefined) onTestFinished(() => void failureOf('umount', '--lazy', directory));
  return reason;
}

describeWith([weaviate], 'a launch of local processes fails because of', () => {
  it.each(FAULTS)('$title: $code', async ({ script = wrapped(''), flags, ...finding }) => {
    const place = newPlace();
    const { diagnosis } = failedLaunch(await upWith(place, script, flags));
    expectFinding(diagnosis, finding);
    await expectNothingRuns(place);
  });

  it('a variable that bindstack sets itself: exit code 2, suggests the flag for it', async () => {
    for (const [variable, advice] of [
      ['MODULES_CLIENT_TIMEOUT=300', '--inference-timeout'],
      ['MODULES_VALIDATE_BASE_URL=true', 'private addresses'],
      ['ENABLE_MODULES=text2vec-openai', '--module'],
    ]) {
      const place = newPlace();
      const { exitCode, stdout } = await place.run(await place.embedded(`${UP} --env ${variable}`));
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'owned-variable' });
      expect(stdout).toContain(advice);
    }
  });

  it.for([
    ['disk-full', 'size=8k', 'the disk is full', 'no space left', 'df -h'],
    ['data-read-only', 'ro', 'is read-only', 'read-only file system', 'mount the file system read-write'],
  ] as const)('its disk: %s', async ([code, options, message, evidence, suggestion], { skip }) => {
    const place = newPlace();
    const reason = await mounted(place, options);
    if (reason !== undefined) skip(reason);
    const { diagnosis } = failedLaunch(await upWith(place, wrapped('')));
    expectFinding(diagnosis, {
      code,
      service: 'weaviate',
      message,
      cause: 'file system',
      evidence,
      suggestion,
    });
    await expectNothingRuns(place);
  });

  it('another CLUSTER_HOSTNAME with existing data: hostname-changed', async () => {
    const place = newPlace();
    await place.succeed(await place.embedded('--modalities text'));
    await place.succeed('down --target embedded');
    const { diagnosis } = failedLaunch(
      await upWith(place, wrapped('export CLUSTER_HOSTNAME=other'), '--timeout 12s'),
    );
    expectFinding(diagnosis, {
      code: 'hostname-changed',
      service: 'weaviate',
      message: 'its data belongs to a node with another name',
      cause: 'CLUSTER_HOSTNAME has changed',
      evidence: 'not part of a stable configuration',
      suggestion: 'bindstack uses node1',
    });
    await expectNothingRuns(place);
  });

  it.each(['http', 'grpc'] as const)(
    'a port for %s that is in use: port-taken, exit code 5',
    async (kind) => {
      const place = newPlace();
      const port = await takePort((await place.ports())[kind]);
      for (const flag of ['', '--no-preflight']) {
        const { exitCode, stdout } = await place.run(await place.embedded(`--json ${flag}`));
        expect({ flag, exitCode }).toEqual({ flag, exitCode: 5 });
        const { error } = JSON.parse(stdout);
        expect(error.code).toBe('port-taken');
        expect(error.message).toContain(`${port}`);
        expect(error.suggestion).toContain(`--${kind}-port`);
      }
      await expectNothingRuns(place);
    },
  );

  it('a port that was taken at the last moment: port-taken', async () => {
    const place = newPlace();
    const { http } = await place.ports();
    // The server itself finds the port in use, after all checks.
    const holder = `require('net').createServer().listen(${http}, '127.0.0.1')`;
    const script = wrapped(`'${process.execPath}' -e "${holder}" &\nsleep 1`);
    const { diagnosis } = failedLaunch(await upWith(place, script));
    expectFinding(diagnosis, {
      code: 'port-taken',
      service: 'weaviate',
      message: `port ${http}, which Weaviate needs, is already in use`,
      cause: 'Another program on this machine',
      evidence: `:${http}: bind: address already in use`,
      suggestion: `--http-port ${http + 1}`,
    });
  });
});
