/** Output of a failed command, and the expected code, service and parts of the texts. */
export interface CommandCase {
  readonly output: string;
  readonly code: string;
  readonly service?: string;
  readonly explains: string;
  readonly suggests: string;
}

const WEAVIATE = 'cr.weaviate.io/semitechnologies/weaviate:1.39.3';
const BIND = 'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind-1.0.2';
const creating = (service: string) => ` Container bindstack-${service}-1  Creating\n`;
const starting = (service: string) => ` Container bindstack-${service}-1  Starting\n`;
const daemon = 'Error response from daemon: ';

/** Measured, unless a comment says otherwise. */
export const COMMAND_CASES: readonly CommandCase[] = [
  // Docker and Compose themselves
  {
    output: 'sh: 1: docker: not found',
    code: 'no-docker',
    explains: 'not installed',
    suggests: '--target embedded --inference stub',
  },
  {
    output: "unknown shorthand flag: 'd' in -d\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]",
    code: 'no-compose',
    explains: 'plugin',
    suggests: 'docker-compose-plugin',
  },
  {
    output: "docker: unknown command: docker compose\n\nRun 'docker --help' for more information",
    code: 'no-compose',
    explains: 'Compose v2 is not installed',
    suggests: 'docker compose version',
  },
  {
    output:
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    code: 'no-engine',
    explains: 'at unix:///var/run/docker.sock',
    suggests: 'systemctl start docker',
  },
  {
    output: `unable to get image '${WEAVIATE}': Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?`,
    code: 'no-engine',
    explains: 'does not respond',
    suggests: 'docker context ls',
  },
  {
    output:
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.51/containers/json?all=1": dial unix /var/run/docker.sock: connect: permission denied',
    code: 'engine-permission',
    explains: 'group docker',
    suggests: 'usermod -aG docker',
  },
  {
    output: `${creating('weaviate')}can't set healthcheck.start_interval as feature require Docker Engine v25 or later`,
    code: 'engine-too-old',
    service: 'weaviate',
    explains: 'Docker Engine 25',
    suggests: 'remove healthcheck.start_interval',
  },
  {
    output: 'unknown flag: --wait',
    code: 'compose-too-old',
    explains: 'does not support --wait',
    suggests: '2.26',
  },
  {
    output:
      'validating /srv/stack/docker-compose.yml: services.multi2vec-bind Additional property gpus is not allowed',
    code: 'compose-too-old',
    explains: '2.30.0',
    suggests: 'remove gpus',
  },
  {
    output:
      "validating /srv/stack/docker-compose.yml: services.multi2vec-bind additional properties 'post_start' not allowed",
    code: 'compose-too-old',
    explains: 'post_start',
    suggests: '2.30.0',
  },
  // the Compose file
  {
    output: 'no configuration file provided: not found',
    code: 'no-compose-file',
    explains: 'no Compose file',
    suggests: 'bindstack generate',
  },
  {
    output: 'open /srv/stack/docker-compose.yml: no such file or directory',
    code: 'no-compose-file',
    explains: '/srv/stack/docker-compose.yml',
    suggests: '--cwd',
  },
  {
    output:
      'error while interpolating services.weaviate.environment.AUTHENTICATION_APIKEY_ALLOWED_KEYS: required variable WEAVIATE_API_KEY is missing a value: run bindstack generate --auth api-key, which puts WEAVIATE_API_KEY into .env',
    code: 'missing-variable',
    explains: 'WEAVIATE_API_KEY has no value',
    suggests: '--auth api-key',
  },
  {
    output: 'error while interpolating services.a.environment.A: required variable TOWN is missing a value',
    code: 'missing-variable',
    explains: 'TOWN',
    suggests: 'set TOWN in .env',
  },
  {
    output:
      'invalid interpolation format for services.a.environment.A.\nYou may need to escape any $ with another $.\n${A',
    code: 'bad-interpolation',
    explains: 'services.a.environment.A',
    suggests: '$$',
  },
  {
    output: 'service "weaviate" refers to undefined volume weaviate_data: invalid compose project',
    code: 'undefined-reference',
    service: 'weaviate',
    explains: 'the volume weaviate_data',
    suggests: 'add weaviate_data under volumes:',
  },
  {
    output: 'service "weaviate" refers to undefined network back: invalid compose project',
    code: 'undefined-reference',
    service: 'weaviate',
    explains: 'the network back',
    suggests: 'under networks:',
  },
  {
    output: 'service "weaviate" depends on undefined service "bind": invalid compose project',
    code: 'undefined-reference',
    service: 'weaviate',
    explains: 'the service bind',
    suggests: 'add bind under services:',
  },
  {
    output:
      "services.multi2vec-bind: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory': invalid compose project",
    code: 'resource-conflict',
    service: 'multi2vec-bind',
    explains: 'mem_limit and deploy.resources.limits.memory',
    suggests: 'remove mem_limit',
  },
  {
    output:
      'validating /srv/stack/docker-compose.yml: services.weaviate Additional property memlimit is not allowed',
    code: 'bad-compose-file',
    explains: 'memlimit is not allowed',
    suggests: 'bindstack validate',
  },
  {
    output:
      'validating /srv/stack/compose.override.yaml: services.weaviate Additional property memlimit is not allowed',
    code: 'bad-compose-file',
    explains: 'Compose rejects compose.override.yaml',
    suggests: 'bindstack validate docker-compose.yml',
  },
  {
    output:
      "decoding failed due to the following error(s):\n\nerror decoding 'services[a].mem_limit': invalid size: '12gigs'",
    code: 'bad-compose-file',
    explains: "invalid size: '12gigs'",
    suggests: 'bindstack validate',
  },
  {
    output: 'yaml: line 4: did not find expected node content',
    code: 'bad-compose-file',
    explains: 'line 4',
    suggests: '--force',
  },
  {
    output: 'service "a" has neither an image nor a build context specified: invalid compose project',
    code: 'bad-compose-file',
    explains: 'neither an image',
    suggests: 'bindstack validate',
  },
  {
    output: 'dependency cycle detected: a -> b -> a',
    code: 'bad-compose-file',
    explains: 'a -> b -> a',
    suggests: 'bindstack validate',
  },
  {
    output:
      "unable to get image 'X y': Error response from daemon: no such image: X y: invalid reference format: repository name must be lowercase",
    code: 'bad-image-name',
    explains: 'X y',
    suggests: 'image',
  },
  // downloading
  {
    output: `${daemon}toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`,
    code: 'registry-rate-limit',
    explains: 'no more downloads',
    suggests: 'docker login',
  },
  {
    output: `${daemon}pull access denied for a/nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    code: 'registry-denied',
    explains: 'a/nosuch',
    suggests: 'docker login',
  },
  {
    output: `${daemon}Head "https://registry.example/v2/a/manifests/1": unauthorized: authentication required`,
    code: 'registry-denied',
    explains: 'requires a login',
    suggests: 'docker login',
  },
  {
    output: `${daemon}manifest for cr.weaviate.io/semitechnologies/weaviate:9.9.9 not found: manifest unknown: manifest unknown`,
    code: 'image-unknown',
    explains: 'weaviate:9.9.9',
    suggests: '--weaviate-tag',
  },
  {
    output: `${daemon}no matching manifest for linux/arm64/v8 in the manifest list entries`,
    code: 'wrong-platform',
    explains: 'linux/arm64/v8',
    suggests: 'platform:',
  },
  {
    output: `${creating('multi2vec-bind')}${daemon}image with reference ${BIND} was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64`,
    code: 'wrong-platform',
    service: 'multi2vec-bind',
    explains: 'built for linux/amd64',
    suggests: 'DOCKER_DEFAULT_PLATFORM',
  },
  {
    output: `${daemon}Get "https://cr.weaviate.io/v2/": dial tcp: lookup cr.weaviate.io on 127.0.0.11:53: no such host`,
    code: 'registry-unreachable',
    explains: 'name cannot be resolved',
    suggests: '--weaviate-registry',
  },
  {
    output: `${daemon}Get "https://cr.weaviate.io/v2/": net/http: TLS handshake timeout`,
    code: 'registry-unreachable',
    explains: 'did not respond in time',
    suggests: 'docker pull',
  },
  {
    output: `${daemon}Get "https://cr.weaviate.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    code: 'registry-unreachable',
    explains: 'in time',
    suggests: 'bindstack images',
  },
  {
    output: `${daemon}Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused`,
    code: 'registry-unreachable',
    explains: '127.0.0.1:5000',
    suggests: 'docker pull',
  },
  {
    output: `${daemon}Get "https://cr.weaviate.io/v2/": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused`,
    code: 'registry-proxy',
    explains: 'proxy',
    suggests: 'http-proxy.conf',
  },
  {
    output: `${daemon}Get "https://registry.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    code: 'registry-certificate',
    explains: 'does not trust',
    suggests: '/etc/docker/certs.d',
  },
  {
    output: `${daemon}Get "https://registry.example/v2/": http: server gave HTTP response to HTTPS client`,
    code: 'registry-certificate',
    explains: 'not use TLS',
    suggests: 'insecure-registries',
  },
  {
    output: `${creating('multi2vec-bind')}${daemon}No such image: ${BIND}`,
    code: 'image-missing',
    service: 'multi2vec-bind',
    explains: 'not on this machine',
    suggests: `docker pull ${BIND}`,
  },
  {
    output: 'failed to register layer: write /app/.checkpoints/imagebind_huge.pth: no space left on device',
    code: 'disk-full',
    explains: 'about 10 GB to download, 15 GB on disk',
    suggests: 'docker system df',
  },
  // creating and starting
  {
    output: `${creating('multi2vec-bind')}${daemon}Minimum memory limit allowed is 6MB`,
    code: 'memory-limit-tiny',
    service: 'multi2vec-bind',
    explains: '12g is 12 GiB',
    suggests: '--inference-memory 12g',
  },
  {
    output: `${starting('weaviate')}${daemon}driver failed programming external connectivity on endpoint bindstack-weaviate-1 (b5fd68): Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use`,
    code: 'port-taken',
    service: 'weaviate',
    explains: 'port 8080',
    suggests: '--http-port 8081',
  },
  {
    output: `${starting('weaviate')}${daemon}failed to set up container networking: driver failed programming external connectivity on endpoint bindstack-weaviate-1 (b5fd68): failed to bind host port for 127.0.0.1:18080:172.18.0.3:50051/tcp: address already in use`,
    code: 'port-taken',
    service: 'weaviate',
    explains: 'port 18080',
    suggests: '--grpc-port 18081',
  },
  {
    output: `${daemon}driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:50051 failed: port is already allocated`,
    code: 'port-taken',
    explains: 'port 50051',
    suggests: '--grpc-port 50052',
  },
  {
    output: `${starting('multi2vec-bind')}${daemon}could not select device driver "nvidia" with capabilities: [[gpu]]`,
    code: 'gpu-no-runtime',
    service: 'multi2vec-bind',
    explains: 'NVIDIA runtime is not installed',
    suggests: 'nvidia-container-toolkit',
  },
  {
    output: `${daemon}could not select device driver "" with capabilities: [[gpu]]`,
    code: 'gpu-no-runtime',
    explains: 'GPU',
    suggests: '--no-cuda',
  },
  {
    output: `${creating('multi2vec-bind')}${daemon}Unknown runtime specified nvidia`,
    code: 'gpu-no-runtime',
    service: 'multi2vec-bind',
    explains: 'GPU',
    suggests: 'nvidia-ctk',
  },
  {
    output: `${daemon}failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error running hook #0: Auto-detected mode as 'legacy'\nnvidia-container-cli: initialization error: nvml error: driver not loaded: unknown`,
    code: 'gpu-no-driver',
    explains: 'no working NVIDIA driver',
    suggests: 'nvidia-smi',
  },
  {
    output: `${creating('multi2vec-bind')}${daemon}invalid mount config for type "bind": bind source path does not exist: /srv/stack/stub`,
    code: 'mount-missing',
    service: 'multi2vec-bind',
    explains: '/srv/stack/stub',
    suggests: 'mkdir -p /srv/stack/stub',
  },
  {
    output: `${daemon}network back not found`,
    code: 'external-missing',
    explains: 'the network back does not exist',
    suggests: 'docker network create back',
  },
  {
    output: `${daemon}Conflict. The container name "/weaviate" is already in use by container "4a1b". You have to remove (or rename) that container to be able to reuse that name.`,
    code: 'container-name-taken',
    explains: 'weaviate',
    suggests: 'docker rm weaviate',
  },
  {
    output: `${starting('multi2vec-bind')}${daemon}failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nosuch": stat /nosuch: no such file or directory: unknown`,
    code: 'cannot-execute',
    service: 'multi2vec-bind',
    explains: '/nosuch',
    suggests: 'entrypoint',
  },
  {
    output:
      ' Container p-multi2vec-bind-1  Error\ndependency failed to start: container p-multi2vec-bind-1 has no healthcheck configured',
    code: 'no-health-check',
    service: 'multi2vec-bind',
    explains: 'service_healthy',
    suggests: 'bindstack validate --fix',
  },
];
