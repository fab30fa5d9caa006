import { describe, expect, it } from 'vitest';
import { effectiveValues } from '../../src/config/effective.ts';
import { givenValues } from '../../src/config/given.ts';
import { OPTIONS } from '../../src/options/table.ts';
import { flagValues } from '../support/config.ts';

const effective = (line: string, env: Record<string, string> = {}) =>
  new Map(effectiveValues(givenValues(flagValues(line), env)).map(({ key, ...rest }) => [key, rest]));

describe('effectiveValues', () => {
  it('lists every option in the order of the table', () => {
    expect([...effective('').keys()]).toEqual(OPTIONS.map(({ key }) => key));
  });

  it.each(OPTIONS)('$key has its default', ({ key, option }) => {
    expect(effective('').get(key)).toEqual({ value: option.default, source: 'default' });
  });

  it.each<[string, Record<string, string>, string, unknown, string]>([
    ['--weaviate-memory 6g', {}, 'weaviate.memory', '6g', '--weaviate-memory'],
    ['', { BINDSTACK_WEAVIATE_MEMORY: '5g' }, 'weaviate.memory', '5g', 'BINDSTACK_WEAVIATE_MEMORY'],
    [
      '--weaviate-memory 6g',
      { BINDSTACK_WEAVIATE_MEMORY: '5g' },
      'weaviate.memory',
      '6g',
      '--weaviate-memory',
    ],
    ['--no-cuda', {}, 'gpu.enabled', false, '--no-cuda'],
    ['--modalities text,imu', {}, 'collection.modalities', ['text', 'imu'], '--modalities'],
  ])('%j with %j: %s is %j from %s', (line, env, key, value, source) => {
    expect(effective(line, env).get(key)).toEqual({ value, source });
  });
});

describe('values of variables that look like secrets', () => {
  const shown = (name: string) => {
    const value = effective(`--env ${name}=visible`).get('weaviate.env')?.value;
    return (value as Record<string, string>)[name];
  };

  it.each([
    'OPENAI_APIKEY',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'HUGGINGFACE_TOKEN',
    'PASSWORD',
    'db_password',
    'DB_PASSWD',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'Authentication_Key',
  ])('%s is masked', (name) => {
    expect(shown(name)).toBe('********');
  });

  it.each(['LOG_LEVEL', 'LIMIT', 'QUERY_DEFAULTS_LIMIT', 'PROMETHEUS_MONITORING_ENABLED'])(
    '%s is not',
    (name) => {
      expect(shown(name)).toBe('visible');
    },
  );

  it('a mask does not reveal the length of a value, and other variables are not masked', () => {
    const value = effective('--env TOKEN=a --env KEY=abcdefghijklmnop --env A=1').get('weaviate.env')?.value;
    expect(value).toEqual({ TOKEN: '********', KEY: '********', A: '1' });
  });
});
