import { describe, expect, it, onTestFinished } from 'vitest';
import { STUB_NODE_IMAGE } from '../../src/facts/versions.ts';
import { asNobody, noOtherUser } from '../support/asNobody.ts';
import { lineOf, stackTrace } from '../support/command.ts';
import { BIND, expectFailedUp, type Fault, override, READY, testFaults } from '../support/launchFault.ts';
import { dockerLines } from '../support/leftovers.ts';
import { takePort } from '../support/listener.ts';
import { newPlace } from '../support/place.ts';
import { registry } from '../support/registry.ts';
import { compose, describeWith, docker } from '../support/requirements.ts';

const NO_IMAGE = 'localhost/bindstack-e2e/none:1';

const GPU = { driver: 'nvidia', count: 1, capabilities: ['gpu'] };

/** Files that Compose or the engine rejects. */
const REFUSED: readonly Fault[] = [
  {
    title: 'a missing inference image that may not be pulled',
    override: { [BIND]: { image: NO_IMAGE, pull_policy: 'never' } },
    code: 'image-missing',
    service: BIND,
    message: `the image ${NO_IMAGE} is not on this machine`,
    cause: 'pull_policy: never',
    evidence: `No such image: ${NO_IMAGE}`,
    suggestion: `docker pull ${NO_IMAGE},`,
  },
  {
    title: 'a missing Weaviate image that may not be pulled',
    override: { [BIND]: READY, weaviate: { image: NO_IMAGE, pull_policy: 'never' } },
    code: 'image-missing',
    service: 'weaviate',
    message: `the image ${NO_IMAGE} is not on this machine`,
    cause: 'pull_policy: never',
    evidence: `No such image: ${NO_IMAGE}`,
    suggestion: 'docker load -i FILE',
  },
  {
    title: 'an invalid image name',
    override: { [BIND]: { image: 'Some/Image:v1', pull_policy: 'never' } },
    code: 'bad-image-name',
    service: BIND,
    message: 'is not a valid image name',
    cause: 'in lower case',
    evidence: 'invalid reference format',
    suggestion: 'fix image in the Compose file',
  },
  {
    title: 'a registry whose name does not resolve',
    override: { [BIND]: { image: 'registry.invalid/test/image:v1' } },
    code: 'registry-unreachable',
    service: null,
    message: 'the registry registry.invalid cannot be reached',
    cause: 'Its name cannot be resolved',
    evidence: 'lookup registry.invalid',
    suggestion: 'docker load -i images.tar',
  },
  {
    title: 'an image for another architecture',
    override: {
      [BIND]: { platform: process.arch === 'arm64' ? 'linux/amd64' : 'linux/arm64', pull_policy: 'never' },
    },
    code: 'wrong-platform',
    service: BIND,
    message: 'the image is not available for linux/',
    cause: 'It is built for linux/',
    evidence: 'does not match the specified platform',
    suggestion: 'remove platform: from the service',
  },
  {
    title: 'a memory limit that the engine does not allow',
    override: { [BIND]: { mem_limit: '3m' } },
    code: 'memory-limit-tiny',
    service: BIND,
    message: 'a memory limit is below the minimum of 6MB',
    cause: 'the unit is missing or wrong',
    evidence: 'Minimum memory limit allowed is 6MB',
    suggestion: '--inference-memory 12g',
  },
  {
    title: 'a GPU without a driver',
    override: { [BIND]: { deploy: { resources: { reservations: { devices: [GPU] } } } } },
    code: 'gpu-no-runtime',
    service: BIND,
    message: 'the Docker engine cannot give a container access to a GPU',
    cause: 'the NVIDIA runtime is not installed',
    evidence: 'could not select device driver "nvidia"',
    suggestion: 'bindstack generate --no-cuda',
  },
  {
    title: 'the flag --cuda without a driver',
    generate: '--cuda',
    code: 'gpu-no-runtime',
    service: BIND,
    message: 'the Docker engine cannot give a container access to a GPU',
    cause: 'The service requests a GPU',
    evidence: 'could not select device driver "nvidia"',
    suggestion: 'install nvidia-container-toolkit',
  },
  {
    title: 'a command that is not in the image',
    override: { [BIND]: { command: ['uvicorn', 'app:app'] } },
    code: 'cannot-execute',
    service: BIND,
    message: 'the program uvicorn of a container cannot be started',
    cause: 'executable file not found',
    evidence: 'unable to start container process',
    suggestion: 'fix command of the service',
  },
  {
    title: 'a folder that does not exist',
    override: {
      [BIND]: READY,
      weaviate: { volumes: [{ type: 'bind', source: '/nonexistent/data', target: '/data' }] },
    },
    code: 'mount-missing',
    service: 'weaviate',
    message: '/nonexistent/data cannot be mounted',
    cause: "It does not exist on the engine's machine",
    evidence: 'bind source path does not exist',
    suggestion: 'mkdir -p /nonexistent/data',
  },
  {
    title: 'a network that does not exist',
    override: JSON.stringify({
      services: { weaviate: { networks: ['none'] } },
      networks: { none: { external: true, name: 'bindstack-e2e-none' } },
    }),
    code: 'external-missing',
    service: null,
    message: 'the network bindstack-e2e-none does not exist',
    cause: 'external: true',
    evidence: 'network bindstack-e2e-none not found',
    suggestion: 'docker network create bindstack-e2e-none',
  },
  {
    title: 'a missing health check that Weaviate waits for',
    override: { [BIND]: { healthcheck: { disable: true } } },
    code: 'no-health-check',
    service: BIND,
    message: 'which has no health check',
    cause: 'service_healthy',
    evidence: 'has no healthcheck configured',
    suggestion: 'bindstack validate --fix docker-compose.yml',
  },
];

/** Files that Compose rejects when it reads them. Nothing has been started yet, so the error is an invalid file. */
const UNREADABLE = [
  ['no YAML', 'services:\n  weaviate:\n   - x: [\n', 'yaml: line 3'],
  ['an unknown key', '{"services":{"weaviate":{"portz":1}}}', 'portz'],
  ['an undefined volume', '{"services":{"weaviate":{"volumes":["none:/data"]}}}', 'undefined volume none'],
  ['two limits', `{"services":{"${BIND}":{"deploy":{"resources":{"limits":{"memory":"1g"}}}}}}`, 'mem_limit'],
] as const;

describeWith([docker], 'a launch of containers fails', () => {
  describe('because Compose or the engine rejects', () => {
    testFaults(REFUSED);

    it.each(UNREADABLE)('%s: exit code 2, with the message of Compose', async (_, text, words) => {
      const place = newPlace();
      await place.generate();
      await override(place, text);
      for (const line of ['up --json', 'up --json --no-preflight']) {
        const { exitCode, stdout } = await place.run(line);
        const { error } = JSON.parse(stdout);
        expect({ exitCode, code: error.code }).toEqual({ exitCode: 2, code: 'bad-compose-file' });
        expect(error.message + error.detail).toContain(words);
        // The error is in the user's own file, which generate does not write.
        expect(error.message).toContain('compose.override.yaml');
        expect(error.suggestion).toContain(
          'fix compose.override.yaml; to check both files: bindstack validate',
        );
      }
      expect(await place.leftovers()).toEqual([]);
    });

    it.each(['http', 'grpc'] as const)(
      'the port for %s because a process uses it: port-taken',
      async (kind) => {
        const place = newPlace();
        const port = await takePort((await place.ports())[kind]);
        await expectFailedUp(place, {
          override: { [BIND]: READY },
          code: 'port-taken',
          service: 'weaviate',
          message: `port ${port} on this machine is already in use by another program`,
          cause: 'created, but not started',
          evidence: `:${port}`,
          suggestion: `${kind}-port`,
        });
      },
    );

    it('a port because a container uses it: port-taken', async () => {
      const place = newPlace();
      const { http } = await place.ports();
      const name = `${place.name}-holder`;
      onTestFinished(async () => void (await dockerLines('rm', '--force', name)));
      const publish = ['--publish', `127.0.0.1:${http}:80`];
      const program = [STUB_NODE_IMAGE, 'node', '-e', 'setInterval(() => {}, 1000)'];
      await dockerLines('run', '--detach', '--name', name, ...publish, ...program);
      await expectFailedUp(place, {
        override: { [BIND]: READY },
        code: 'port-taken',
        service: 'weaviate',
        message: `port ${http} on this machine is already in use`,
        cause: 'Compose could not publish it',
        evidence: `:${http}`,
        suggestion: `docker ps --filter publish=${http}`,
      });
      // Preflight finds it too, and names the container.
      const { exitCode, stdout } = await place.run('up --json');
      expect(exitCode).toBe(5);
      expect(JSON.parse(stdout).error).toMatchObject({
        code: 'port-taken',
        message: expect.stringContaining(`in use by the container ${name}`),
        suggestion: expect.stringContaining(`docker stop ${name}`),
      });
    });

    it('a name because another container has it: container-name-taken', async () => {
      const place = newPlace();
      const name = `${place.name}-holder`;
      onTestFinished(async () => void (await dockerLines('rm', '--force', name)));
      await dockerLines('create', '--name', name, STUB_NODE_IMAGE, 'node');
      await expectFailedUp(place, {
        override: { [BIND]: { container_name: name } },
        code: 'container-name-taken',
        service: null,
        message: `another container is already named ${name}`,
        cause: 'can exist only once per machine',
        evidence: 'is already in use by container',
        suggestion: `docker rm ${name}`,
      });
    });
  });

  it.each([
    [
      'locked',
      'registry-denied',
      'the registry denies access to the image',
      'It requires a login',
      'no basic auth credentials',
      'docker login',
    ],
    [
      'empty',
      'image-unknown',
      'no image with this tag',
      'The repository exists',
      'manifest unknown',
      'fix the tag',
    ],
  ] as const)('because a registry is %s: %s', async (mood, code, message, cause, evidence, suggestion) => {
    const { host } = await registry(mood);
    const broken = { [BIND]: { image: `${host}/test/image:v1` } };
    const finding = { code, service: BIND, message, cause, evidence, suggestion };
    await expectFailedUp(newPlace(), { override: broken, ...finding });
  });
});

describeWith([compose], 'a launch without an engine', () => {
  it('exits with 5, with and without preflight', async () => {
    const place = newPlace();
    await place.generate();
    const nowhere = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
    for (const line of ['up --json', 'up --json --no-preflight']) {
      const { exitCode, stdout } = await place.run(line, nowhere);
      expect({ line, exitCode }).toEqual({ line, exitCode: 5 });
      const { error } = JSON.parse(stdout);
      expect(error.code).toBe('no-engine');
      expect(error.suggestion).toMatch(/start (?:Docker|the engine)/);
    }
    const { stderr } = await place.run('up --no-preflight', nowhere);
    expect(lineOf(stderr)).toContain('error: the Docker engine does not respond');
    expect(stderr).toContain('unix:///nonexistent/docker.sock');
  });
});

describeWith([docker], 'a launch by a user without access to the engine', () => {
  it('exits with 5 and says how to get access', async ({ skip }) => {
    const reason = noOtherUser();
    if (reason !== undefined) skip(reason);
    const place = newPlace();
    await place.generate();
    const { exitCode, stdout } = await asNobody(place, 'up --json');
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'no-engine',
      message: expect.stringContaining('your user has no permission to use its socket'),
      suggestion: expect.stringContaining('sudo usermod -aG docker'),
    });
    // Without preflight, the first command reports it.
    const unchecked = await asNobody(place, 'up --no-preflight');
    expect({ exitCode: unchecked.exitCode, trace: stackTrace(unchecked.stderr) }).toEqual({
      exitCode: 5,
      trace: [],
    });
    expect(unchecked.stderr).toContain('permission denied while trying to connect');
    expect(await place.leftovers()).toEqual([]);
  });
});
