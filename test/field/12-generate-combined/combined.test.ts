import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lint } from '../../../src/lint/lint.ts';
import { configOf, resolved } from '../../support/config.ts';
import { failureOf } from '../../support/failure.ts';
import { composeEnvironment, rendered } from '../../support/rendered.ts';

/** The flags of each line in commands.txt, without --stdout, which is not part of the configuration. */
const LINES = readFileSync(join(import.meta.dirname, 'commands.txt'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.replace('bindstack generate ', '').replace(/ --stdout \S+/, ''));

const [reranker = '', backup = '', video = '', openId = ''] = LINES;
const ADDRESS = 'RERANKER_INFERENCE_API=http://reranker:8080';

describe('multi2vec-bind together with a reranker', () => {
  it('is rejected without the address of its server, because Weaviate would exit', async () => {
    const failure = await failureOf(() => resolved(reranker));
    expect(failure).toMatchObject({ exitCode: 2, code: 'module-variables' });
    expect(failure.message).toContain('needs RERANKER_INFERENCE_API');
    expect(failure.suggestion).toContain('--env RERANKER_INFERENCE_API=http://HOST:PORT');
  });

  it('works with the address, and validate accepts the file', () => {
    const { 'docker-compose.yml': text = '' } = rendered(configOf(`${reranker} --env ${ADDRESS}`));
    expect(composeEnvironment(text)).toMatchObject({
      ENABLE_MODULES: 'multi2vec-bind,reranker-transformers',
      RERANKER_INFERENCE_API: 'http://reranker:8080',
    });
    expect(lint({ name: 'docker-compose.yml', text }).findings).toEqual([]);
  });

  it('is deployed by the chart, or used at its address', () => {
    const modules = (line: string) => {
      const { 'values.yaml': text = '' } = rendered(configOf(line));
      expect(lint({ name: 'values.yaml', text }).findings).toEqual([]);
      const values = parse(text) as { modules: Record<string, unknown>; env: Record<string, unknown> };
      expect(values.env).not.toHaveProperty('RERANKER_INFERENCE_API');
      return values.modules['reranker-transformers'];
    };
    expect(modules('--target helm --module reranker-transformers')).toEqual({ enabled: true });
    expect(modules(`--target helm --module reranker-transformers --env ${ADDRESS}`)).toEqual({
      enabled: false,
      inferenceUrl: 'http://reranker:8080',
    });
  });
});

describe('multi2vec-bind together with backups', () => {
  it('is rejected for Helm, with the option that enables them', async () => {
    const failure = await failureOf(() => resolved(backup));
    expect(failure).toMatchObject({ exitCode: 2, code: 'module-not-in-chart' });
    expect(failure.message).toContain('the chart uses the block backups.s3 for it');
    expect(failure.suggestion).toContain('use --backup-to s3');
  });

  it('works for Compose', () => {
    const { 'docker-compose.yml': text = '' } = rendered(configOf(backup.replace('helm', 'compose')));
    expect(composeEnvironment(text)).toMatchObject({ BACKUP_S3_BUCKET: 'vectors' });
    expect(lint({ name: 'docker-compose.yml', text }).findings).toEqual([]);
  });
});

it('passes on a variable for large videos', () => {
  const { 'docker-compose.yml': text = '' } = rendered(configOf(video));
  expect(composeEnvironment(text)).toMatchObject({ GRPC_MAX_MESSAGE_SIZE: '500000000' });
});

describe('OpenID Connect instead of an API key', () => {
  it('is rejected without a variable that Weaviate requires', async () => {
    const failure = await failureOf(() => resolved(openId));
    expect(failure).toMatchObject({ exitCode: 2, code: 'oidc-variables' });
    expect(failure.message).toContain('needs AUTHENTICATION_OIDC_USERNAME_CLAIM');
    expect(failure.suggestion).toContain('--env AUTHENTICATION_OIDC_USERNAME_CLAIM=sub');
  });

  it('works with all variables, and without anonymous access', () => {
    const line = `${openId} --env AUTHENTICATION_OIDC_USERNAME_CLAIM=sub`;
    const { 'docker-compose.yml': text = '' } = rendered(configOf(line));
    expect(composeEnvironment(text)).toMatchObject({
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
      AUTHENTICATION_OIDC_ENABLED: 'true',
      AUTHENTICATION_OIDC_ISSUER: 'https://id.example.com/realms/x',
      AUTHENTICATION_OIDC_CLIENT_ID: 'weaviate',
    });
    expect(lint({ name: 'docker-compose.yml', text }).findings).toEqual([]);
    const { 'values.yaml': values = '' } = rendered(configOf(line.replace('compose', 'helm')));
    expect(parse(values)).toMatchObject({ authentication: { anonymous_access: { enabled: false } } });
    expect(lint({ name: 'values.yaml', text: values }).findings).toEqual([]);
  });
});
