import { WEAVIATE_VERSION } from '../facts/versions.ts';
import { isRegistry, isRepository, isTag } from '../formats/imageReference.ts';
import { isIpAddress } from '../formats/ipAddress.ts';
import { isKubernetesName } from '../formats/names.ts';
import { isWebOrigin } from '../formats/webOrigin.ts';
import { choice, list, map, number, optionalText, size, text, yesNo } from './option.ts';

const helm = { key: 'targets', value: 'helm' } as const;

export const weaviateOptions = {
  registry: text({
    flag: '--weaviate-registry',
    placeholder: 'HOST',
    help: 'registry of the Weaviate image',
    default: 'cr.weaviate.io',
    accepts: isRegistry,
    expected: 'a registry such as cr.weaviate.io or localhost:5000 (no scheme, no path)',
  }),
  repository: text({
    flag: '--weaviate-repository',
    placeholder: 'PATH',
    help: 'repository of the Weaviate image',
    default: 'semitechnologies/weaviate',
    accepts: isRepository,
    expected: 'an image repository such as semitechnologies/weaviate (lower case, no tag)',
  }),
  tag: text({
    flag: '--weaviate-tag',
    placeholder: 'TAG',
    help: 'tag of the Weaviate image, or tag@sha256:…; the version of the server',
    default: WEAVIATE_VERSION,
    accepts: isTag,
    expected: `an image tag such as ${WEAVIATE_VERSION} or ${WEAVIATE_VERSION}@sha256:… (64 hexadecimal digits)`,
  }),
  memory: size({
    flag: '--weaviate-memory',
    help: 'memory limit of Weaviate; GOMEMLIMIT becomes 90 % of it',
    default: '4g',
  }),
  httpPort: number({
    flag: '--http-port',
    placeholder: 'PORT',
    help: 'port of REST and GraphQL on this machine',
    default: 8080,
    min: 1,
    max: 65_535,
  }),
  grpcPort: number({
    flag: '--grpc-port',
    placeholder: 'PORT',
    help: 'port of gRPC on this machine, which the clients need',
    default: 50_051,
    min: 1,
    max: 65_535,
  }),
  bindAddress: text({
    flag: '--bind-address',
    placeholder: 'IP',
    help: 'address that the ports are opened on',
    default: '127.0.0.1',
    accepts: isIpAddress,
    expected: 'an IP address such as 127.0.0.1, 0.0.0.0 or ::1',
  }),
  persistence: choice({
    flag: '--persistence',
    help: 'where Compose keeps the data: a named volume, the folder ./weaviate-data, or nowhere',
    default: 'volume',
    values: ['volume', 'directory', 'none'],
    meanings: {
      volume: 'a named volume',
      directory: 'the folder ./weaviate-data',
      none: 'nowhere: gone with the container',
    },
    when: { key: 'targets', value: 'compose' },
  }),
  storageSize: size({
    flag: '--storage-size',
    help: 'size of the volume claim',
    default: '32Gi',
    when: helm,
  }),
  storageClass: optionalText({
    flag: '--storage-class',
    example: 'fast-ssd',
    placeholder: 'NAME',
    help: "storage class of the volume claim; the cluster's default if unset",
    accepts: isKubernetesName,
    expected: 'the name of a storage class (lower case letters, digits, - and .)',
    when: helm,
  }),
  replicas: number({
    flag: '--replicas',
    help: 'Weaviate nodes: 1, or 3 and more (2 nodes tolerate no failure under Raft)',
    default: 1,
    min: 1,
    max: 100,
    when: helm,
  }),
  auth: choice({
    flag: '--auth',
    help: 'who may use the database: anyone who reaches it, or holders of an API key',
    default: 'anonymous',
    values: ['anonymous', 'api-key'],
    meanings: { anonymous: 'anyone who reaches it', 'api-key': 'holders of an API key' },
  }),
  corsOrigin: optionalText({
    flag: '--cors-origin',
    placeholder: 'ORIGIN',
    example: 'https://app.example.com',
    help: 'web page that may call Weaviate from a browser, by its origin; * lets any page in, unset none',
    accepts: (origin) => origin === '*' || isWebOrigin(origin),
    expected: 'one origin such as https://app.example.com or http://localhost:3000 (no path), or *',
  }),
  modules: list({
    flag: '--module',
    example: ['generative-ollama'],
    help: 'further Weaviate module to enable beside multi2vec-bind',
    accepts: (name) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name),
    expected: 'the name of a Weaviate module such as generative-ollama',
  }),
  env: map({
    flag: '--env',
    example: { LOG_LEVEL: 'debug' },
    help: 'further environment variable of Weaviate',
    acceptsName: (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
    expected: 'an environment variable given as KEY=VALUE',
    // No process can be given a NUL, and half a surrogate pair has no bytes in UTF-8.
    acceptsValue: (value) => !value.includes('\0') && !/\p{Surrogate}/u.test(value),
    expectedValue: 'has a value that no environment can hold (a NUL, or half a character)',
  }),
  telemetry: yesNo({
    flag: '--telemetry',
    help: "Weaviate's own usage reports to its makers",
    default: false,
  }),
};
