import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { fix } from '../../../src/lint/fix.ts';
import { type LintInput, lint } from '../../../src/lint/lint.ts';

const text = readFileSync(new URL('docker-compose.yml', import.meta.url), 'utf8');
const input = (changed: string): LintInput => ({
  name: 'docker-compose.yml',
  text: changed,
  kind: 'compose',
});

const URL_OF_READINESS = 'http://127.0.0.1:8080/v1/.well-known/ready';

it('fixes the program and the host name of one health check together', () => {
  const fixed = fix(input(text), () => true).texts.get('docker-compose.yml') ?? '';
  const test = (parse(fixed) as { services: { weaviate: { healthcheck: { test: string[] } } } }).services
    .weaviate.healthcheck.test;
  expect(test).toEqual(['CMD', 'wget', '-q', '--spider', URL_OF_READINESS]);
  expect(lint(input(fixed)).findings.filter(({ rule }) => rule.startsWith('health-check'))).toEqual([]);
  expect(fix(input(fixed), () => true).texts.size).toBe(0);
});

it('reports a health check with two URLs, as conflicting fixes once wrote it', () => {
  const broken = text.replace(
    /test: .*/,
    `test: ["CMD", "wget", "-q", "${URL_OF_READINESS}", "${URL_OF_READINESS}"]`,
  );
  expect(lint(input(broken)).findings).toContainEqual(
    expect.objectContaining({ rule: 'health-check-saves-file', severity: 'error' }),
  );
});
