import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../src/diagnosis/lines.ts';
import { commandFailure, diagnose, inference, observed } from './observed.ts';

describe('secrets', () => {
  it.each([
    ['AUTHENTICATION_APIKEY_ALLOWED_KEYS=hunter2', 'AUTHENTICATION_APIKEY_ALLOWED_KEYS=***'],
    ['AUTHENTICATION_APIKEY_ALLOWED_KEYS="hunter2, hunter3" more', 'AUTHENTICATION_APIKEY_ALLOWED_KEYS=***'],
    ['      AUTHENTICATION_APIKEY_ALLOWED_KEYS: hunter2', '      AUTHENTICATION_APIKEY_ALLOWED_KEYS: ***'],
    ['{"AUTHENTICATION_APIKEY_ALLOWED_KEYS":"hunter2"}', '{"AUTHENTICATION_APIKEY_ALLOWED_KEYS":***'],
    ['WEAVIATE_API_KEY=hunter2 next', 'WEAVIATE_API_KEY=*** next'],
    ['Authorization: Bearer hunter2', 'Authorization: Bearer ***'],
    ["-H 'authorization: bearer hunter2'", "-H 'authorization: bearer ***'"],
    ['CLUSTER_BASIC_AUTH_PASSWORD=hunter2', 'CLUSTER_BASIC_AUTH_PASSWORD=***'],
    ['AWS_SECRET_ACCESS_KEY=hunter2', 'AWS_SECRET_ACCESS_KEY=***'],
    ['proxyconnect http://me:hunter2@proxy:3128', 'proxyconnect http://***@proxy:3128'],
  ])('are masked in %s', (text, expected) => {
    expect(maskSecrets(text)).toBe(expected);
  });

  it.each([
    'unauthorized: invalid api key',
    'services.weaviate.environment.AUTHENTICATION_APIKEY_ALLOWED_KEYS: required variable WEAVIATE_API_KEY is missing a value',
    'length of users and keys must match, alternatively provide single user for all keys',
  ])('are not found in %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it.each([
    commandFailure('AUTHENTICATION_APIKEY_ALLOWED_KEYS=hunter2\nAuthorization: Bearer hunter2'),
    commandFailure(
      'invalid interpolation format for services.weaviate.environment.AUTHENTICATION_APIKEY_ALLOWED_KEYS.\nYou may need to escape any $ with another $.\nhunter2${',
    ),
    commandFailure("invalid interpolation format for services.weaviate.environment.A: 'hunter2${'"),
    commandFailure(
      'Get "https://cr.weaviate.io/v2/": proxyconnect tcp: dial http://me:hunter2@proxy:3128: connection refused',
    ),
    observed([inference({ state: 'exited', exitCode: 3, log: 'env: WEAVIATE_API_KEY=hunter2' })]),
    observed([
      inference({ health: 'unhealthy', healthLog: ['wget --header "Authorization: Bearer hunter2" failed'] }),
    ]),
  ])('do not appear in a diagnosis', (observation) => {
    const found = diagnose(observation);
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
