import { expect, it } from 'vitest';
import { givenValues } from '../../src/config/given.ts';
import { flagValues } from '../support/config.ts';
import { failureOf } from '../support/failure.ts';

it.each<[string, Record<string, string>, [string, unknown][]]>([
  ['', {}, []],
  ['', { PATH: '/bin', HOME: '/root' }, []],
  [
    '--weaviate-memory 6g',
    {},
    [['weaviate.memory', { value: '6g', source: 'flag', label: '--weaviate-memory' }]],
  ],
  [
    '',
    { BINDSTACK_WEAVIATE_MEMORY: '5g' },
    [['weaviate.memory', { value: '5g', source: 'environment', label: 'BINDSTACK_WEAVIATE_MEMORY' }]],
  ],
  [
    '--weaviate-memory 6g',
    { BINDSTACK_WEAVIATE_MEMORY: '5g' },
    [['weaviate.memory', { value: '6g', source: 'flag', label: '--weaviate-memory' }]],
  ],
  ['', { BINDSTACK_WEAVIATE_MEMORY: '' }, []],
  ['', { BINDSTACK_WEAVIATE_BINARY: '/opt/weaviate' }, []],
  [
    '',
    { BINDSTACK_GPU_ENABLED: 'yes' },
    [['gpu.enabled', { value: true, source: 'environment', label: 'BINDSTACK_GPU_ENABLED' }]],
  ],
  [
    '--no-cuda',
    { BINDSTACK_GPU_ENABLED: 'yes' },
    [['gpu.enabled', { value: false, source: 'flag', label: '--no-cuda' }]],
  ],
  [
    '',
    { BINDSTACK_TARGETS: 'compose,helm' },
    [['targets', { value: ['compose', 'helm'], source: 'environment', label: 'BINDSTACK_TARGETS' }]],
  ],
  [
    '',
    { BINDSTACK_WEAVIATE_ENV: 'A=1,B=2' },
    [['weaviate.env', { value: { A: '1', B: '2' }, source: 'environment', label: 'BINDSTACK_WEAVIATE_ENV' }]],
  ],
  // A list is replaced as a whole, not extended.
  [
    '--target helm',
    { BINDSTACK_TARGETS: 'compose' },
    [['targets', { value: ['helm'], source: 'flag', label: '--target' }]],
  ],
])('flags %j and %j give %j', (line, env, expected) => {
  expect([...givenValues(flagValues(line), env)]).toEqual(expected);
});

it.each([
  ['BINDSTACK_HTTP_PORT', 'did you mean BINDSTACK_WEAVIATE_HTTP_PORT?'],
  ['BINDSTACK_WEAVIATE_MEMROY', 'did you mean BINDSTACK_WEAVIATE_MEMORY?'],
  ['BINDSTACK_INFERENCE_URLS', 'did you mean BINDSTACK_INFERENCE_URL?'],
  ['BINDSTACK_QWERTYUIOPASDFGHJKLZ', 'unset BINDSTACK_QWERTYUIOPASDFGHJKLZ'],
])('refuses %s: %s', async (name, suggestion) => {
  const failure = await failureOf(() => givenValues(new Map(), { [name]: '' }));
  expect(failure).toMatchObject({
    exitCode: 2,
    code: 'unknown-variable',
    message: `unknown environment variable ${name}`,
    suggestion,
  });
});

it('names every unknown variable at once', async () => {
  const { message } = await failureOf(() =>
    givenValues(new Map(), { BINDSTACK_NAMEE: 'a', BINDSTACK_TARGET: 'helm' }),
  );
  expect(message).toBe('unknown environment variable BINDSTACK_NAMEE, BINDSTACK_TARGET');
});
