import { expect, it } from 'vitest';
import { CLOSED_CORS_ORIGIN, corsAccess } from '../../src/facts/weaviateVariables.ts';

it.each<[string | undefined, string]>([
  [undefined, 'any'],
  ['', 'any'],
  ['*', 'any'],
  ['null', 'any'],
  ['https://app.example.com', 'one'],
  [CLOSED_CORS_ORIGIN, 'closed'],
  ['false', 'closed'],
  ['https://app.example.com,http://localhost:3000', 'unusable'],
  ['https://*.example.com', 'unusable'],
  ['https://app.example.com/', 'unusable'],
  ['app.example.com', 'unusable'],
  ['localhost', 'unusable'],
  ['localhost:3000', 'unusable'],
])('CORS_ALLOW_ORIGIN %j allows: %s', (value, access) => {
  expect(corsAccess(value)).toBe(access);
});
