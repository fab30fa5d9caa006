import { describe, expect, it } from 'vitest';
import { UNKNOWN_PART } from '../../src/formats/partialText.ts';
import { readComposeFiles } from '../../src/lint/compose/composeFile.ts';
import { isMounted, mayBeMounted } from '../../src/lint/compose/mounts.ts';
import { hasUnknownPorts, publishedPortsOf } from '../../src/lint/compose/ports.ts';
import { type ComposeService, mergeProject, parseImage } from '../../src/lint/compose/project.ts';
import { gpuRequestOf, mayHaveGpu, memoryLimit } from '../../src/lint/compose/resources.ts';
import {
  addressParts,
  addressText,
  allModulesOf,
  imageBindServicesOf,
  isKnownUnset,
  isWeaviate,
  knownModulesOf,
  weaviateVersionOf,
} from '../../src/lint/compose/roles.ts';

const variables = new Map([['KNOWN', 'known']]);
const referencedFiles = { text: () => undefined, variables: () => new Map([['FROM_FILE', 'a$b']]) };

function project(text: string) {
  return mergeProject(readComposeFiles('docker-compose.yml', text, variables), variables, referencedFiles);
}

/** A service with the given lines. */
function service(...lines: readonly string[]): ComposeService {
  const [found] = project(`services:\n  s:\n${lines.map((line) => `    ${line}\n`).join('')}`).services;
  if (!found) throw new Error('no service');
  return found;
}

/** In these tests, ▢ stands for an unknown part. */
const shown = (value: unknown) =>
  JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === 'string' ? part.replaceAll(UNKNOWN_PART, '▢') : part,
  );
const withUnknowns = (text: string) => text.replaceAll('▢', UNKNOWN_PART);

describe('an image', () => {
  it.each([
    ['multi2vec-bind:▢', { repository: 'multi2vec-bind', tag: '▢' }],
    ['▢/semitechnologies/weaviate:1.19.0', { repository: 'weaviate', tag: '1.19.0' }],
    ['▢semitechnologies/weaviate:1.19.0', { repository: 'weaviate', tag: '1.19.0' }],
    ['localhost:▢/weaviate', { repository: 'weaviate' }],
    ['semitechnologies/weaviate@▢', { repository: 'weaviate', digest: '▢' }],
    ['semitechnologies/▢:1.38.11', { repository: '▢', tag: '1.38.11' }],
    ['▢', { repository: '▢' }],
  ])('%s', (text, expected) => {
    expect(shown(parseImage(withUnknowns(text)))).toMatchObject(expected);
  });

  it.each([
    ['semitechnologies/weaviate:1.38.11-${ARCH}', '1.38.11'],
    ['${REGISTRY}/weaviate:v1.38.11', '1.38.11'],
    ['weaviate:${TAG}', undefined],
    ['weaviate:1.38.1${REST}', undefined],
    ['weaviate:1.38.${PATCH}', undefined],
    ['weaviate:${TAG:-1.38.11}', '1.38.11'],
  ])('%s has the version %s', (image, version) => {
    expect(weaviateVersionOf(service(`image: ${image}`))).toBe(version);
  });

  it.each([
    ['semitechnologies/weaviate:${TAG}', [], true],
    ['${REGISTRY}/weaviate', [], true],
    ['semitechnologies/postgres:${TAG}', ['environment: {ENABLE_MODULES: x}'], false],
    ['${IMAGE}', [], false],
    ['${IMAGE}', ['environment: {ENABLE_MODULES: x}'], true],
    ['semitechnologies/w${IMAGE}', ['environment: {ENABLE_MODULES: x}'], true],
    ['semitechnologies/x${IMAGE}', ['environment: {ENABLE_MODULES: x}'], false],
  ])('%s with %j is Weaviate: %s', (image, lines, expected) => {
    expect(isWeaviate(service(`image: ${image}`, ...lines))).toBe(expected);
  });

  it('is recognized as multi2vec-bind by its repository', () => {
    const { length } = imageBindServicesOf(
      project(
        'services: {a: {image: "multi2vec-bind:${TAG}"}, b: {image: "${R}/multi2vec-bind"}, c: {image: "${X}"}}',
      ),
    );
    expect(length).toBe(2);
  });
});

describe('an address', () => {
  it.each([
    ['http://▢:8080/', { scheme: 'http', host: '▢', port: '8080', rest: '/' }],
    ['http://bind:▢', { scheme: 'http', host: 'bind', port: '▢', rest: '' }],
    ['http://bind:80▢/x', { scheme: 'http', host: 'bind', port: '80▢', rest: '/x' }],
    ['▢/', { host: '▢', rest: '/' }],
    ['▢://bind:8080', { scheme: '▢', host: 'bind', port: '8080', rest: '' }],
    ['http▢://bind', { scheme: 'http▢', host: 'bind', rest: '' }],
    ['bind▢', { host: 'bind▢', rest: '' }],
    ['http://[::1]:▢', { scheme: 'http', host: '[::1]', port: '▢', rest: '' }],
  ])('%s', (text, expected) => {
    const parts = addressParts(withUnknowns(text));
    expect(shown(parts)).toEqual(expected);
    expect(addressText(parts)).toBe(withUnknowns(text));
  });
});

describe('ports', () => {
  it.each([
    ['"127.0.0.1:${PORT}:8080"', [{ target: 8080, address: '127.0.0.1' }], false],
    ['"${BIND}:8080:8080"', [{ target: 8080, published: '8080', address: '▢' }], false],
    ['"${PORT}:8080"', [{ target: 8080, address: '▢' }], false],
    ['"${PORT:-80}:8080/tcp"', [{ target: 8080, published: '80' }], false],
    ['"[::1]:${PORT}:8080"', [{ target: 8080, address: '::1' }], false],
    ['"[::1]:80:8080"', [{ target: 8080, published: '80', address: '::1' }], false],
    ['"8080/${PROTOCOL}"', [{ target: 8080 }], false],
    ['"127.0.0.1:8080:${PORT}"', [], true],
    ['"${PORTS}"', [], true],
    ['8080', [{ target: 8080 }], false],
    ['"127.0.0.1::8080"', [{ target: 8080, address: '127.0.0.1' }], false],
    [
      '"9000-9001:8080-8081"',
      [
        { target: 8080, published: '9000-9001' },
        { target: 8081, published: '9000-9001' },
      ],
      false,
    ],
    ['{target: 8080, published: "${PORT}", host_ip: "${BIND}"}', [{ target: 8080, address: '▢' }], false],
    ['{target: "${PORT}"}', [], true],
  ])('%s', (text, expected, unknown) => {
    const one = service(`ports: [${text}]`);
    const ports = publishedPortsOf(one).map(({ located, ...rest }) => rest);
    expect([shown(ports), hasUnknownPorts(one)]).toEqual([expected, unknown]);
  });
});

describe('mounts', () => {
  it.each([
    ['${DIRECTORY}:/data', '/data/x', true, true],
    ['${DIRECTORY}:/data', '/other', false, false],
    ['${DIRECTORY}:/data:${MODE}', '/data', true, true],
    ['vol:${DATA}', '/data', false, true],
    ['vol:/data/${NAME}', '/data/x', false, true],
    ['vol:/data/${NAME}', '/other', false, false],
    ['${MOUNT}', '/data', false, true],
    ['vol:/data', '/data/▢', true, true],
    ['vol:/data', '/da▢', false, true],
    ['vol:/data', '/database/▢', false, false],
    ['vol:/data/', '▢', false, true],
    ['C:\\data:/data', '/data', true, true],
    ['{type: "${TYPE}", target: /data}', '/data', false, true],
    ['{type: tmpfs, target: "${DATA}"}', '/data', false, false],
    ['{type: volume, target: "${DATA}"}', '/data', false, true],
  ])('%s: %s is mounted: %s, may be mounted: %s', (volume, path, mounted, maybeMounted) => {
    const one = service(`volumes:`, `  - ${volume}`);
    expect([isMounted(one, withUnknowns(path)), mayBeMounted(one, withUnknowns(path))]).toEqual([
      mounted,
      maybeMounted,
    ]);
  });
});

describe('the environment', () => {
  it.each([
    ['{M: "a,${MORE}"}', 'a,▢', 'a,${MORE}', undefined],
    ['["M=a,${MORE:?}"]', 'a,▢', 'a,${MORE:?}', undefined],
    ['["M=${KNOWN}"]', 'known', 'known', 'known'],
    ['["M"]', '▢', 'M', undefined],
    ['{M: }', '▢', '', undefined],
    ['{M: "${X:-}"}', '', '', ''],
  ])('%s', (environment, partial, written, value) => {
    const entry = service('image: x', `environment: ${environment}`).environment.entries.get('M');
    expect(shown([entry?.partial, entry?.display, entry?.value ?? null])).toEqual([
      partial,
      written,
      value ?? null,
    ]);
  });

  it('is incomplete if a name contains a variable, and leaves a $ in an env file unknown', () => {
    const hidden = service('image: x', 'environment: ["A=1", "${EXTRA}"]');
    expect([hidden.environment.incomplete, isKnownUnset(hidden, 'B')]).toEqual([true, false]);
    const { entries } = service('image: x', 'env_file: [a.env]').environment;
    expect(entries.get('FROM_FILE')?.value).toBeUndefined();
  });

  it.each([
    ['multi2vec-bind,${MORE}', ['multi2vec-bind'], undefined],
    ['multi2vec${X}, a', ['a'], undefined],
    ['${MODULES}', [], undefined],
    ['${MODULES:-a,b}', ['a', 'b'], ['a', 'b']],
  ])('enables the modules of %s', (modules, known, all) => {
    const one = service('image: weaviate', `environment: {ENABLE_MODULES: "${modules}"}`);
    expect([knownModulesOf(one), allModulesOf(one)]).toEqual([known, all]);
  });
});

it.each([
  ['mem_limit: ${N}g', undefined],
  ['mem_limit: ${MEM:-6g}', 6 * 1024 ** 3],
])('a memory limit: %s', (line, bytes) => {
  expect(memoryLimit(service(line))?.bytes).toBe(bytes);
});

it.each([
  ['runtime: nvidia', true, true],
  ['runtime: runc', false, false],
  ['runtime: ${RUNTIME}', false, true],
  ['gpus: ${GPUS}', true, true],
  ['devices: ["${DEVICE}"]', false, true],
  ['devices: ["/dev/snd"]', false, false],
  ['deploy: {resources: {reservations: {devices: [{capabilities: ["${WHAT}"]}]}}}', false, true],
  ['deploy: {resources: {reservations: {devices: [{count: "${N}", capabilities: [gpu]}]}}}', true, true],
])('a GPU: %s has one: %s, may have one: %s', (line, hasGpu, maybeGpu) => {
  const one = service(line);
  expect([gpuRequestOf(one) !== undefined, mayHaveGpu(one)]).toEqual([hasGpu, maybeGpu]);
});
