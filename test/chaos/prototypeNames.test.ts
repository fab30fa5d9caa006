import { describe, expect, it } from 'vitest';
import { fix } from '../../src/lint/fix.ts';
import { lint } from '../../src/lint/lint.ts';
import { configOf } from '../support/config.ts';
import { failureOf } from '../support/failure.ts';

// Properties that every JavaScript object has. In a file, a flag or a variable they are ordinary names.
const WORDS = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

/** An unknown name that is not similar to any known one. */
const OTHER = 'qqzqqzqqzq';

const W = 'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.0\n';
const V = 'image: {tag: 1.38.0}\nmodules:\n  multi2vec-bind: {enabled: true}\n';

const FILES: readonly (readonly [string, string, (name: string) => string])[] = [
  ['a service', 'compose', (n) => `${W}  ${n}: {image: a}\n`],
  [
    'a service in depends_on',
    'compose',
    (n) => `${W}    depends_on: [${n}]\n    network_mode: service:${n}\n`,
  ],
  ['a service in extends', 'compose', (n) => `${W}    extends: {service: ${n}}\n`],
  ['an image', 'compose', (n) => `services:\n  a: {image: "${n}/${n}:${n}"}\n`],
  [
    'keys of a service',
    'compose',
    (n) => `${W}    ${n}: 1\n    healthcheck: {${n}: 1}\n    deploy: {${n}: 1}\n`,
  ],
  ['keys of the file', 'compose', (n) => `${n}: {a: b}\n${W}networks: {${n}: {}}\n`],
  ['variables', 'compose', (n) => `${W}    environment: {${n}: "1", A: "\${${n}}"}\n    env_file: ${n}\n`],
  [
    'modules',
    'compose',
    (n) => `${W}    environment: {ENABLE_MODULES: "multi2vec-bind,${n}", DEFAULT_VECTORIZER_MODULE: ${n}}\n`,
  ],
  [
    'an address',
    'compose',
    (n) => `${W}    environment: {ENABLE_MODULES: multi2vec-bind, BIND_INFERENCE_API: "http://${n}:8080"}\n`,
  ],
  [
    'settings',
    'compose',
    (n) =>
      `${W}    environment: {DEFAULT_QUANTIZATION: ${n}, GOMEMLIMIT: 1${n}, LOG_LEVEL: ${n}, DEFAULT_VECTOR_INDEX: ${n}}\n`,
  ],
  ['disabled rules', 'compose', (n) => `# bindstack-disable-file ${n}\n${W}`],
  ['a key in values', 'values', (n) => `${V}${n}: 1\n`],
  ['a module in values', 'values', (n) => `${V}  ${n}: {enabled: true}\n`],
  [
    'keys of the module',
    'values',
    (n) => `${V}    ${n}: 1\n`.replace('{enabled: true}\n', '\n    enabled: true\n'),
  ],
  ['keys in resources', 'values', (n) => `${V}resources: {requests: {${n}: 1}, ${n}: 1}\n`],
  ['variables in values', 'values', (n) => `${V}env: {${n}: a, ENABLE_MODULES: ${n}}\n`],
  ['a key of a collection', 'collection', (n) => `{"class":"A","vectorizer":"multi2vec-bind","${n}":1}`],
  [
    'a vectorizer',
    'collection',
    (n) => `{"class":"A","vectorizer":"${n}","moduleConfig":{"${n}":{"${n}":1}}}`,
  ],
  [
    'a named vector',
    'collection',
    (n) =>
      `{"class":"A","vectorConfig":{"${n}":{"vectorizer":{"multi2vec-bind":{"${n}":["a"]}},"vectorIndexType":"${n}","vectorIndexConfig":{"${n}":1,"distance":"${n}"}}}}`,
  ],
  [
    'a property',
    'collection',
    (n) =>
      `{"class":"A","vectorizer":"multi2vec-bind","moduleConfig":{"multi2vec-bind":{"textFields":["${n}"],"weights":{"${n}":[1]}}},"properties":[{"name":"x","dataType":["${n}"],"${n}":1,"tokenization":"${n}"}]}`,
  ],
  ['a key of bindstack.yaml', 'config', (n) => `${n}: 1\nweaviate: {${n}: 1}\n`],
  ['a value of bindstack.yaml', 'config', (n) => `target: ${n}\ncollection: {modalities: [${n}]}\n`],
];

const NAMES = {
  compose: 'docker-compose.yml',
  values: 'values.yaml',
  collection: 'collection.json',
  config: 'bindstack.yaml',
};

describe.each(WORDS)('%s', (word) => {
  it.each(FILES)('is an ordinary name for %s (%s)', (what, kind, text) => {
    const found = (name: string) => {
      const input = {
        name: NAMES[kind as keyof typeof NAMES],
        text: text(name),
        kind: kind as keyof typeof NAMES,
      };
      const { findings } = lint(input);
      fix(input, () => true);
      return findings.map(({ rule, severity, message }) =>
        `${rule} ${severity} ${message}`.replaceAll(name, 'NAME'),
      );
    };
    // zod ignores this key in a record, so the rules check it, but the schema of a named vector does not.
    if (word === '__proto__' && what === 'a named vector') {
      expect(found(word)).not.toEqual([]);
      return;
    }
    const comparable = (text: string) => text.replace(/ \(did you mean [^)]*\)/, '');
    expect(found(word).map(comparable)).toEqual(found(OTHER).map(comparable));
  });

  it('is not a valid target or option value', async () => {
    for (const flag of ['--target', '--inference', '--modalities', '--weaviate-memory']) {
      expect(await failureOf(() => configOf(`${flag} ${word}`))).toMatchObject({ kind: 'usage' });
    }
  });
});
