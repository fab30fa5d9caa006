import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addToCompose } from '../../../src/add/compose/addToCompose.ts';
import { resolveConfig } from '../../../src/config/resolve.ts';
import { fix } from '../../../src/lint/fix.ts';
import { type LintInput, lint } from '../../../src/lint/lint.ts';

const text = readFileSync(new URL('docker-compose.yml', import.meta.url), 'utf8');
const input = (changed: string): LintInput => ({
  name: 'docker-compose.yml',
  text: changed,
  kind: 'compose',
});
const { config } = resolveConfig(new Map());
const add = (before: string) =>
  addToCompose(input(before), ['n1', 'n2', 'n3'], config, { isGiven: () => false });

it('add writes the timeouts once into a command that three services share', () => {
  const changed = add(text);
  const document = parse(changed, { merge: true });
  const command = document['x-weaviate'].command;
  expect(command).toEqual([
    '--host',
    '0.0.0.0',
    '--port',
    '8080',
    '--scheme',
    'http',
    '--read-timeout=330s',
    '--write-timeout=330s',
  ]);
  for (const name of ['n1', 'n2', 'n3']) {
    expect(document.services[name].command).toEqual(command);
    expect(document.services[name].environment).toMatchObject({
      ENABLE_MODULES: 'text2vec-openai,backup-s3,multi2vec-bind',
      BIND_INFERENCE_API: 'http://multi2vec-bind:8080',
      CLUSTER_HOSTNAME: name,
    });
  }
  expect(add(changed)).toBe(changed);
});

describe('one problem in a block that three services share', () => {
  const broken = text
    .replace(
      '  restart: unless-stopped\n',
      '$&  healthcheck: {test: ["CMD", "curl", "-f", "http://127.0.0.1:8080/v1/.well-known/ready"]}\n',
    )
    .replace('  PERSISTENCE_DATA_PATH: /var/lib/weaviate\n', '');
  const found = (rule: string) => lint(input(broken)).findings.filter((finding) => finding.rule === rule);

  it('is one finding that names all three services', () => {
    expect(found('health-check-tool').map(({ message }) => message)).toEqual([
      'the image of n1 has no curl: the health check can never succeed (the same for n2, n3)',
    ]);
  });

  it('stays separate findings if each service needs its own fix', () => {
    expect(found('data-path')).toHaveLength(3);
  });

  it('is fixed once', () => {
    const fixed = fix(input(broken), () => true).texts.get('docker-compose.yml') ?? '';
    expect(fixed.match(/\bwget\b/g)).toHaveLength(1);
    expect(lint(input(fixed)).findings.filter(({ rule }) => rule === 'health-check-tool')).toEqual([]);
  });
});

it('never gives two nodes of a cluster the same name', () => {
  const shared = `x-environment: &environment
  PERSISTENCE_DATA_PATH: /var/lib/weaviate
services:
${['n1', 'n2']
  .map(
    (name) =>
      `  ${name}:\n    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11\n    environment: *environment\n    volumes: [./${name}:/var/lib/weaviate]\n`,
  )
  .join('')}`;
  const { findings } = lint(input(shared));
  expect(findings.filter(({ rule }) => rule === 'cluster-hostname').map(({ fixable }) => fixable)).toEqual([
    false,
    false,
  ]);
  expect(fix(input(shared), () => true).texts.get('docker-compose.yml') ?? shared).not.toContain(
    'CLUSTER_HOSTNAME',
  );
});
