import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  inferenceUrlOf,
  inferenceWorkloadOf,
  keySecretOf,
  storageClassOf,
  valuesFilesIn,
} from '../../../src/targets/helm/valuesFiles.ts';
import { directoryForTests, fill } from '../../support/directory.ts';
import { failureOf } from '../../support/failure.ts';

const directory = directoryForTests();

describe('values-override.yaml is merged into values.yaml like in Helm', () => {
  it.each([
    ['a: 1', 'b: 2', { a: 1, b: 2 }],
    ['a: 1', 'a: 2', { a: 2 }],
    ['a: {b: 1, c: 2}', 'a: {c: 3}', { a: { b: 1, c: 3 } }],
    ['a: {b: 1, c: 2}', 'a: {b: null}', { a: { b: null, c: 2 } }],
    ['a: {b: 1}', 'a: null', { a: null }],
    ['a: null', 'a: {b: 1}', { a: { b: 1 } }],
    ['a: [1, 2]', 'a: [3]', { a: [3] }],
    ['a: {b: 1}', 'a: text', { a: 'text' }],
    ['a: text', 'a: {b: 1}', { a: { b: 1 } }],
    ['a: 1', '# nothing', { a: 1 }],
  ])('%s and %s', async (below, above, values) => {
    await fill(directory(), { 'values.yaml': below, 'values-override.yaml': above });
    expect(await valuesFilesIn(directory())).toEqual({
      paths: [join(directory(), 'values.yaml'), join(directory(), 'values-override.yaml')],
      values,
      hasPostRenderer: false,
    });
  });
});

it('the override is optional, and a post-renderer is detected', async () => {
  await fill(directory(), { 'values.yaml': 'a: 1', 'post-renderer/kustomize.sh': '' });
  expect(await valuesFilesIn(directory())).toEqual({
    paths: [join(directory(), 'values.yaml')],
    values: { a: 1 },
    hasPostRenderer: true,
  });
});

it('missing and invalid files are failures', async () => {
  expect(await failureOf(() => valuesFilesIn(directory()))).toMatchObject({
    exitCode: 2,
    code: 'no-values-file',
  });
  await fill(directory(), { 'values.yaml': 'a: [1' });
  expect(await failureOf(() => valuesFilesIn(directory()))).toMatchObject({
    exitCode: 2,
    code: 'bad-values-file',
  });
});

it.each([
  [keySecretOf, 'envSecrets: {AUTHENTICATION_APIKEY_ALLOWED_KEYS: keys}', 'keys'],
  [keySecretOf, 'envSecrets: {}', undefined],
  [keySecretOf, 'envSecrets: {AUTHENTICATION_APIKEY_ALLOWED_KEYS: null}', undefined],
  [keySecretOf, 'envSecrets: null', undefined],
  [inferenceWorkloadOf, 'modules: {multi2vec-bind: {enabled: true}}', 'bind-inference'],
  [inferenceWorkloadOf, 'modules: {multi2vec-bind: {enabled: true, fullnameOverride: other}}', 'other'],
  [inferenceWorkloadOf, 'modules: {multi2vec-bind: {enabled: false}}', undefined],
  [inferenceUrlOf, 'modules: {multi2vec-bind: {inferenceUrl: "http://gpu:8080"}}', 'http://gpu:8080'],
  [inferenceUrlOf, 'modules: {multi2vec-bind: {enabled: true, inferenceUrl: "http://gpu:8080"}}', undefined],
  [storageClassOf, 'storage: {storageClassName: fast}', 'fast'],
  [storageClassOf, 'storage: {storageClassName: ""}', undefined],
])('%o of %s is %j', (read, text, expected) => {
  expect(read(parse(text))).toBe(expected);
});
