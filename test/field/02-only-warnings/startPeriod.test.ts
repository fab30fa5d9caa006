import { expect, it } from 'vitest';
import { fieldCase, findingsOf } from '../../support/fieldCase.ts';

const input = fieldCase(import.meta.dirname, 'docker-compose.yml');

it('a health check that makes `up` fail is a warning', () => {
  expect(findingsOf(input)).toContain('27 warning health-check-start-period');
});

it('and an error where no machine is fast enough', () => {
  const text = input.text
    .replace('interval: 10s', 'interval: 1s')
    .replace('start_period: 15s', 'start_period: 5s');
  expect(findingsOf({ ...input, text })).toContain('27 error health-check-start-period');
});

it('and a side note where nothing waits for it', () => {
  const text = input.text.replace('condition: service_healthy', 'condition: service_started');
  expect(findingsOf({ ...input, text })).toContain('27 info health-check-start-period');
});
