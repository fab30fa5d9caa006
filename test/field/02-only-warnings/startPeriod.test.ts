import { expect, it } from 'vitest';
import { fieldCase, findingsOf } from '../../support/fieldCase.ts';

const input = fieldCase(import.meta.dirname, 'docker-compose.yml');

it('reports a health check that makes `up` fail as a warning', () => {
  expect(findingsOf(input)).toContain('27 warning health-check-start-period');
});

it('reports it as an error if no machine loads the model in time', () => {
  const text = input.text
    .replace('interval: 10s', 'interval: 1s')
    .replace('start_period: 15s', 'start_period: 5s');
  expect(findingsOf({ ...input, text })).toContain('27 error health-check-start-period');
});

it('reports it as an info if no service waits for it', () => {
  const text = input.text.replace('condition: service_healthy', 'condition: service_started');
  expect(findingsOf({ ...input, text })).toContain('27 info health-check-start-period');
});
