/** Words of a failed command, the code, the service, and words of message, cause and suggestion. */
export interface CommandCase {
  readonly said: string;
  readonly code: string;
  readonly service?: string;
  readonly tells: string;
  readonly advises: string;
}

const WEAVIATE = 'cr.weaviate.io/semitechnologies/weaviate:1.39.3';
const BIND = 'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind-1.0.2';
const creating = (service: string) => ` Container bindstack-${service}-1  Creating\n`;
const starting = (service: string) => ` Container bindstack-${service}-1  Starting\n`;
const daemon = 'Error response from daemon: ';

/** Measured unless it says otherwise; `facts` are texts of launch-outcomes.md and deployment.md. */
export const COMMAND_CASES: readonly CommandCase[] = [
  // Docker and Compose themselves
  {
    said: 'sh: 1: docker: not found',
    code: 'no-docker',
    tells: 'not installed',
    advises: '--target embedded --inference stub',
  },
  {
    said: "unknown shorthand flag: 'd' in -d\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]",
    code: 'no-compose',
    tells: 'plugin',
    advises: 'docker-compose-plugin',
  },
  {
    said: "docker: unknown command: docker compose\n\nRun 'docker --help' for more information",
    code: 'no-compose',
    tells: 'no Compose v2',
    advises: 'docker compose version',
  },
  {
    said: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    code: 'no-engine',
    tells: 'at unix:///var/run/docker.sock',
    advises: 'systemctl start docker',
  },
  {
    said: `unable to get image '${WEAVIATE}': Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?`,
    code: 'no-engine',
    tells: 'does not answer',
    advises: 'docker context ls',
  },
  {
    said: 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.51/containers/json?all=1": dial unix /var/run/docker.sock: connect: permission denied',
    code: 'engine-permission',
    tells: 'group docker',
    advises: 'usermod -aG docker',
  },
  {
    said: `${creating('weaviate')}can't set healthcheck.start_interval as feature require Docker Engine v25 or later`,
    code: 'engine-too-old',
    service: 'weaviate',
    tells: 'Docker Engine 25',
    advises: 'remove healthcheck.start_interval',
  },
  { said: 'unknown flag: --wait', code: 'compose-too-old', tells: 'does not know --wait', advises: '2.26' },
  {
    said: 'validating /srv/stack/docker-compose.yml: services.multi2vec-bind Additional property gpus is not allowed',
    code: 'compose-too-old',
    tells: '2.30.0',
    advises: 'remove gpus',
  },
  {
    said: "validating /srv/stack/docker-compose.yml: services.multi2vec-bind additional properties 'post_start' not allowed",
    code: 'compose-too-old',
    tells: 'post_start',
    advises: '2.30.0',
  },
  // the file
  {
    said: 'no configuration file provided: not found',
    code: 'no-compose-file',
    tells: 'no Compose file',
    advises: 'bindstack generate',
  },
  {
    said: 'open /srv/stack/docker-compose.yml: no such file or directory',
    code: 'no-compose-file',
    tells: '/srv/stack/docker-compose.yml',
    advises: '--cwd',
  },
  {
    said: 'error while interpolating services.weaviate.environment.AUTHENTICATION_APIKEY_ALLOWED_KEYS: required variable WEAVIATE_API_KEY is missing a value: run bindstack generate --auth api-key, which puts WEAVIATE_API_KEY into .env',
    code: 'missing-variable',
    tells: 'WEAVIATE_API_KEY has no value',
    advises: '--auth api-key',
  },
  {
    said: 'error while interpolating services.a.environment.A: required variable TOWN is missing a value',
    code: 'missing-variable',
    tells: 'TOWN',
    advises: 'set TOWN in .env',
  },
  {
    said: 'invalid interpolation format for services.a.environment.A.\nYou may need to escape any $ with another $.\n${A',
    code: 'bad-interpolation',
    tells: 'services.a.environment.A',
    advises: '$$',
  },
  {
    said: 'service "weaviate" refers to undefined volume weaviate_data: invalid compose project',
    code: 'undefined-reference',
    service: 'weaviate',
    tells: 'the volume weaviate_data',
    advises: 'add weaviate_data under volumes:',
  },
  {
    said: 'service "weaviate" refers to undefined network back: invalid compose project',
    code: 'undefined-reference',
    service: 'weaviate',
    tells: 'the network back',
    advises: 'under networks:',
  },
  {
    said: 'service "weaviate" depends on undefined service "bind": invalid compose project',
    code: 'undefined-reference',
    service: 'weaviate',
    tells: 'the service bind',
    advises: 'add bind under services:',
  },
  {
    said: "services.multi2vec-bind: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory': invalid compose project",
    code: 'resource-conflict',
    service: 'multi2vec-bind',
    tells: 'mem_limit and deploy.resources.limits.memory',
    advises: 'remove mem_limit',
  },
  {
    said: 'validating /srv/stack/docker-compose.yml: services.weaviate Additional property memlimit is not allowed',
    code: 'bad-compose-file',
    tells: 'memlimit is not allowed',
    advises: 'bindstack validate',
  },
  {
    said: 'validating /srv/stack/compose.override.yaml: services.weaviate Additional property memlimit is not allowed',
    code: 'bad-compose-file',
    tells: 'Compose refuses compose.override.yaml',
    advises: 'bindstack validate docker-compose.yml',
  },
  {
    said: "decoding failed due to the following error(s):\n\nerror decoding 'services[a].mem_limit': invalid size: '12gigs'",
    code: 'bad-compose-file',
    tells: "invalid size: '12gigs'",
    advises: 'bindstack validate',
  },
  {
    said: 'yaml: line 4: did not find expected node content',
    code: 'bad-compose-file',
    tells: 'line 4',
    advises: '--force',
  },
  {
    said: 'service "a" has neither an image nor a build context specified: invalid compose project',
    code: 'bad-compose-file',
    tells: 'neither an image',
    advises: 'bindstack validate',
  },
  {
    said: 'dependency cycle detected: a -> b -> a',
    code: 'bad-compose-file',
    tells: 'a -> b -> a',
    advises: 'bindstack validate',
  },
  {
    said: "unable to get image 'X y': Error response from daemon: no such image: X y: invalid reference format: repository name must be lowercase",
    code: 'bad-image-name',
    tells: 'X y',
    advises: 'image',
  },
  // downloading
  {
    said: `${daemon}toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`,
    code: 'registry-rate-limit',
    tells: 'no more downloads',
    advises: 'docker login',
  },
  {
    said: `${daemon}pull access denied for a/nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    code: 'registry-denied',
    tells: 'a/nosuch',
    advises: 'docker login',
  },
  {
    said: `${daemon}Head "https://registry.example/v2/a/manifests/1": unauthorized: authentication required`,
    code: 'registry-denied',
    tells: 'wants a login',
    advises: 'docker login',
  },
  {
    said: `${daemon}manifest for cr.weaviate.io/semitechnologies/weaviate:9.9.9 not found: manifest unknown: manifest unknown`,
    code: 'image-unknown',
    tells: 'weaviate:9.9.9',
    advises: '--weaviate-tag',
  },
  {
    said: `${daemon}no matching manifest for linux/arm64/v8 in the manifest list entries`,
    code: 'wrong-platform',
    tells: 'linux/arm64/v8',
    advises: 'platform:',
  },
  {
    said: `${creating('multi2vec-bind')}${daemon}image with reference ${BIND} was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64`,
    code: 'wrong-platform',
    service: 'multi2vec-bind',
    tells: 'made for linux/amd64',
    advises: 'DOCKER_DEFAULT_PLATFORM',
  },
  {
    said: `${daemon}Get "https://cr.weaviate.io/v2/": dial tcp: lookup cr.weaviate.io on 127.0.0.11:53: no such host`,
    code: 'registry-unreachable',
    tells: 'name cannot be resolved',
    advises: '--weaviate-registry',
  },
  {
    said: `${daemon}Get "https://cr.weaviate.io/v2/": net/http: TLS handshake timeout`,
    code: 'registry-unreachable',
    tells: 'did not answer in time',
    advises: 'docker pull',
  },
  {
    said: `${daemon}Get "https://cr.weaviate.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    code: 'registry-unreachable',
    tells: 'in time',
    advises: 'bindstack images',
  },
  {
    said: `${daemon}Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused`,
    code: 'registry-unreachable',
    tells: '127.0.0.1:5000',
    advises: 'docker pull',
  },
  {
    said: `${daemon}Get "https://cr.weaviate.io/v2/": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused`,
    code: 'registry-proxy',
    tells: 'proxy',
    advises: 'http-proxy.conf',
  },
  {
    said: `${daemon}Get "https://registry.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    code: 'registry-certificate',
    tells: 'does not trust',
    advises: '/etc/docker/certs.d',
  },
  {
    said: `${daemon}Get "https://registry.example/v2/": http: server gave HTTP response to HTTPS client`,
    code: 'registry-certificate',
    tells: 'no TLS',
    advises: 'insecure-registries',
  },
  {
    said: `${creating('multi2vec-bind')}${daemon}No such image: ${BIND}`,
    code: 'image-missing',
    service: 'multi2vec-bind',
    tells: 'not on this machine',
    advises: `docker pull ${BIND}`,
  },
  {
    said: 'failed to register layer: write /app/.checkpoints/imagebind_huge.pth: no space left on device',
    code: 'disk-full',
    tells: 'about 10 GB to download, 15 GB on disk',
    advises: 'docker system df',
  },
  // creating and starting
  {
    said: `${creating('multi2vec-bind')}${daemon}Minimum memory limit allowed is 6MB`,
    code: 'memory-limit-tiny',
    service: 'multi2vec-bind',
    tells: '12g is 12 GiB',
    advises: '--inference-memory 12g',
  },
  {
    said: `${starting('weaviate')}${daemon}driver failed programming external connectivity on endpoint bindstack-weaviate-1 (b5fd68): Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use`,
    code: 'port-taken',
    service: 'weaviate',
    tells: 'port 8080',
    advises: '--http-port 8081',
  },
  {
    said: `${starting('weaviate')}${daemon}failed to set up container networking: driver failed programming external connectivity on endpoint bindstack-weaviate-1 (b5fd68): failed to bind host port for 127.0.0.1:18080:172.18.0.3:50051/tcp: address already in use`,
    code: 'port-taken',
    service: 'weaviate',
    tells: 'port 18080',
    advises: '--grpc-port 18081',
  },
  {
    said: `${daemon}driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:50051 failed: port is already allocated`,
    code: 'port-taken',
    tells: 'port 50051',
    advises: '--grpc-port 50052',
  },
  {
    said: `${starting('multi2vec-bind')}${daemon}could not select device driver "nvidia" with capabilities: [[gpu]]`,
    code: 'gpu-no-runtime',
    service: 'multi2vec-bind',
    tells: 'NVIDIA runtime is not installed',
    advises: 'nvidia-container-toolkit',
  },
  {
    said: `${daemon}could not select device driver "" with capabilities: [[gpu]]`,
    code: 'gpu-no-runtime',
    tells: 'GPU',
    advises: '--no-cuda',
  },
  {
    said: `${creating('multi2vec-bind')}${daemon}Unknown runtime specified nvidia`,
    code: 'gpu-no-runtime',
    service: 'multi2vec-bind',
    tells: 'GPU',
    advises: 'nvidia-ctk',
  },
  {
    said: `${daemon}failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error running hook #0: Auto-detected mode as 'legacy'\nnvidia-container-cli: initialization error: nvml error: driver not loaded: unknown`,
    code: 'gpu-no-driver',
    tells: 'no working NVIDIA driver',
    advises: 'nvidia-smi',
  },
  {
    said: `${creating('multi2vec-bind')}${daemon}invalid mount config for type "bind": bind source path does not exist: /srv/stack/stub`,
    code: 'mount-missing',
    service: 'multi2vec-bind',
    tells: '/srv/stack/stub',
    advises: 'mkdir -p /srv/stack/stub',
  },
  {
    said: `${daemon}network back not found`,
    code: 'external-missing',
    tells: 'no network back',
    advises: 'docker network create back',
  },
  {
    said: `${daemon}Conflict. The container name "/weaviate" is already in use by container "4a1b". You have to remove (or rename) that container to be able to reuse that name.`,
    code: 'container-name-taken',
    tells: 'weaviate',
    advises: 'docker rm weaviate',
  },
  {
    said: `${starting('multi2vec-bind')}${daemon}failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nosuch": stat /nosuch: no such file or directory: unknown`,
    code: 'cannot-execute',
    service: 'multi2vec-bind',
    tells: '/nosuch',
    advises: 'entrypoint',
  },
  {
    said: ' Container p-multi2vec-bind-1  Error\ndependency failed to start: container p-multi2vec-bind-1 has no healthcheck configured',
    code: 'no-health-check',
    service: 'multi2vec-bind',
    tells: 'service_healthy',
    advises: 'bindstack validate --fix',
  },
];
