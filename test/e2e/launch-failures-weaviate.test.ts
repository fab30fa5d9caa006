import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BIND,
  type Fault,
  failedLaunch,
  override,
  settings,
  testFaults,
  weaviateWith,
} from '../support/launchFault.ts';
import { newPlace } from '../support/place.ts';
import { describeWith, docker } from '../support/requirements.ts';

const ADDRESS = `http://${BIND}:8080`;

/** Weaviate refuses to start. */
const REFUSED: readonly Fault[] = [
  {
    title: 'MODULES_CLIENT_TIMEOUT without a unit',
    override: settings({ MODULES_CLIENT_TIMEOUT: '300' }),
    code: 'timeout-without-unit',
    service: 'weaviate',
    message: 'MODULES_CLIENT_TIMEOUT is not a valid duration: "300"',
    cause: 'a number needs a unit',
    evidence: 'missing unit in duration "300"',
    suggestion: 'MODULES_CLIENT_TIMEOUT: 300s in the service weaviate',
  },
  {
    title: 'BIND_INFERENCE_API removed',
    override: `services: {weaviate: {environment: {BIND_INFERENCE_API: !reset null}}, ${BIND}: {healthcheck: {interval: 1s}}}`,
    code: 'inference-url-missing',
    service: 'weaviate',
    message: 'Weaviate does not know the address of the inference service',
    cause: 'BIND_INFERENCE_API is not set',
    evidence: 'required variable BIND_INFERENCE_API is not set',
    suggestion: `BIND_INFERENCE_API: ${ADDRESS} in the service weaviate`,
  },
  {
    title: 'a default vectorizer that is not enabled',
    override: settings({ DEFAULT_VECTORIZER_MODULE: 'multi2vec-clip' }),
    code: 'default-vectorizer-not-enabled',
    service: 'weaviate',
    message: 'DEFAULT_VECTORIZER_MODULE is multi2vec-clip',
    cause: 'that ENABLE_MODULES contains',
    evidence: 'no module with name "multi2vec-clip" present',
    suggestion: '--module multi2vec-clip',
  },
  {
    title: 'RBAC with anonymous access',
    override: settings({ AUTHORIZATION_RBAC_ENABLED: 'true', AUTHORIZATION_RBAC_ROOT_USERS: 'admin' }),
    code: 'rbac-with-anonymous',
    service: 'weaviate',
    message: 'Weaviate does not allow RBAC together with anonymous access',
    cause: 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED',
    evidence: 'cannot enable anonymous access and rbac authorization',
    suggestion: 'bindstack generate --auth api-key',
  },
  {
    title: 'three keys and two users',
    override: settings({
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'k1,k2,k3',
      AUTHENTICATION_APIKEY_USERS: 'a,b',
    }),
    code: 'users-and-keys-differ',
    service: 'weaviate',
    message: 'the number of users differs from the number of API keys',
    cause: 'matched by their order',
    evidence: 'length of users and keys must match',
    suggestion: 'set AUTHENTICATION_APIKEY_USERS to one name',
  },
  {
    title: 'a port that is not a number',
    override: settings({ GRPC_PORT: 'x' }),
    code: 'weaviate-config',
    service: 'weaviate',
    message: 'Weaviate rejects its configuration: GRPC_PORT',
    cause: 'parsing "x": invalid syntax',
    evidence: 'parse GRPC_PORT as int',
    suggestion: 'fix GRPC_PORT: VALUE in the service weaviate',
  },
  {
    title: 'a data directory that is read-only',
    override: weaviateWith({ read_only: true, environment: { PERSISTENCE_DATA_PATH: '/data' } }),
    code: 'data-read-only',
    service: 'weaviate',
    message: 'Weaviate cannot write its data: /data is read-only',
    cause: 'mounted read-only',
    evidence: 'read-only file system',
    suggestion: 'remove :ro (or read_only: true)',
  },
  {
    title: 'a data directory that belongs to another user',
    override: weaviateWith({ user: '1000' }),
    code: 'data-permission',
    service: 'weaviate',
    message: 'Weaviate is not allowed to write its data: /var/lib/weaviate/',
    cause: 'does not belong to the user',
    evidence: 'permission denied',
    suggestion: 'remove user: from the service weaviate',
  },
  {
    title: 'a data directory that cannot be created',
    override: settings({ PERSISTENCE_DATA_PATH: '/proc/x/data' }),
    code: 'data-path',
    service: 'weaviate',
    message: 'Weaviate cannot create its data directory /proc/x/data',
    cause: 'no such file or directory',
    evidence: 'cannot create data directory "/proc/x/data"',
    suggestion: 'PERSISTENCE_DATA_PATH must be inside a volume',
  },
  {
    title: 'a disk without space',
    override: JSON.stringify({
      services: weaviateWith({}),
      // Two pages: the directories fit, a database does not.
      volumes: { 'weaviate-data': { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'size=8k' } } },
    }),
    code: 'disk-full',
    service: 'weaviate',
    message: 'Weaviate cannot write: the disk is full',
    cause: 'has no space left',
    evidence: 'no space left on device',
    suggestion: 'docker system df',
  },
  {
    title: 'too little memory, killed again and again',
    override: weaviateWith({ mem_limit: '20m' }),
    code: 'weaviate-memory',
    service: 'weaviate',
    message: 'Weaviate ran out of memory and was killed (limit 20 MiB)',
    cause: 'they did not fit',
    suggestion: 'bindstack generate --weaviate-memory 4g',
  },
  {
    // It runs for a second each time, so it is usually observed while running.
    title: 'too little memory, killed after a second',
    override: weaviateWith({ mem_limit: '30m' }),
    code: 'weaviate-memory',
    service: 'weaviate',
    message: 'Weaviate ran out of memory and was killed (limit 30 MiB)',
    cause: 'they did not fit',
    suggestion: 'mem_limit: 4g in the service weaviate',
  },
  {
    title: 'a program that exits',
    override: weaviateWith({ entrypoint: ['sh', '-c', 'echo no room; exit 7'], restart: 'no' }),
    code: 'exited',
    service: 'weaviate',
    message: 'Weaviate exited with exit code 7',
    cause: 'Its program exited by itself',
    evidence: 'no room',
    suggestion: 'docker compose logs weaviate',
  },
];

/** Weaviate is ready, but cannot be used. */
const USELESS: readonly Fault[] = [
  {
    title: 'ENABLE_MODULES without the module',
    override: settings({ ENABLE_MODULES: 'text2vec-openai' }),
    code: 'module-missing',
    service: 'weaviate',
    message: `Weaviate runs without the module ${BIND}`,
    cause: `ENABLE_MODULES does not contain ${BIND}`,
    suggestion: `ENABLE_MODULES: ${BIND} in the service weaviate`,
  },
  {
    title: 'other keys than that of .env',
    generate: '--auth api-key',
    override: settings({ AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'k1, k2' }),
    code: 'key-invalid',
    service: 'weaviate',
    message: 'Weaviate does not accept the API key',
    cause: 'a space becomes part of the key',
    evidence: 'unauthorized: invalid api key',
    suggestion: 'WEAVIATE_API_KEY',
  },
  {
    title: 'API keys, but none in .env',
    override: settings({
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'k1',
      AUTHENTICATION_APIKEY_USERS: 'u1',
    }),
    code: 'key-missing',
    service: 'weaviate',
    message: 'Weaviate requires an API key, and none was sent',
    cause: 'Anonymous access is off',
    evidence: 'anonymous access not enabled',
    suggestion: 'set WEAVIATE_API_KEY in the .env file',
  },
  {
    title: 'a key in .env where access is anonymous',
    override: weaviateWith({}),
    env: 'WEAVIATE_API_KEY=not-wanted\n',
    code: 'key-unwanted',
    service: 'weaviate',
    message: 'an API key was sent, but Weaviate does not use keys',
    cause: 'Access is anonymous',
    evidence: 'no authentication scheme is configured',
    suggestion: 'remove WEAVIATE_API_KEY from .env',
  },
];

describeWith([docker], 'a launch of containers fails because Weaviate', () => {
  describe('refuses to start:', () => {
    testFaults(REFUSED);

    it('a program that exits at once, again and again: crash-loop', async () => {
      const place = newPlace();
      await place.generate('--modalities text');
      await override(place, weaviateWith({ entrypoint: ['sh', '-c', 'echo no room; exit 7'] }));
      const [found] = failedLaunch(await place.run('up --no-preflight --json')).diagnosis;
      // It counts as a crash loop only after the third exit.
      expect(found?.code).toMatch(/^(?:crash-loop|exited)$/);
      expect(found?.message).toContain('exit code 7');
      expect(found?.evidence).toContain('no room');
      expect(await place.leftovers()).toEqual([]);
    });
  });

  describe('is ready but cannot be used:', () => {
    testFaults(USELESS);
  });

  it('has lost its key: reported before anything is started', async () => {
    const place = newPlace();
    await place.generate('--auth api-key');
    await rm(join(place.directory, '.env'));
    for (const [line, code] of [
      ['up --json', 'no-api-key'],
      ['up --json --no-preflight', 'bad-compose-file'],
    ]) {
      const { exitCode, stdout } = await place.run(`${line}`);
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout).error.code).toBe(code);
      expect(stdout).toContain('WEAVIATE_API_KEY');
    }
    expect(await place.leftovers()).toEqual([]);
  });
});
