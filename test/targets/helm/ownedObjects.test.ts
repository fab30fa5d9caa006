import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunResult } from '../../../src/context.ts';
import {
  ensureNamespace,
  ensureSecret,
  keySecret,
  readNamespace,
  readSecret,
} from '../../../src/targets/helm/ownedObjects.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';

const CLUSTER = { context: 'lab', namespace: 'search', release: 'bindstack' };
const OURS = { 'bindstack/release': 'bindstack' };

interface Ran {
  readonly line: string;
  readonly input: string | undefined;
}

/** A cluster that contains this object, or none, and accepts every change. */
function clusterWith(found: object | undefined, applied: Partial<RunResult> = {}) {
  const ran: Ran[] = [];
  const { out, said } = capturedOutput();
  const context = {
    out,
    run: async (command: string, args: readonly string[], options: { input?: string } = {}) => {
      ran.push({ line: [command, ...args].join(' '), input: options.input });
      const stdout = args.includes('get') && found !== undefined ? JSON.stringify(found) : '';
      const success = { exitCode: 0, stdout, stderr: '', notFound: false };
      return args.includes('get') ? success : { ...success, ...applied };
    },
  };
  const applies = () => ran.filter(({ line }) => / (?:apply|create) /.test(line));
  return { context, said, ran: () => ran, applies };
}

type Fake = ReturnType<typeof clusterWith>['context'];

const ensureKey = async (context: Fake, key: string) =>
  ensureSecret(context, CLUSTER, keySecret('keys', key), await readSecret(context.run, CLUSTER, 'keys'));

const ensureSearch = async (context: Fake) =>
  ensureNamespace(context, CLUSTER, await readNamespace(context.run, CLUSTER));

const secret = (keys: string | undefined, labels: Readonly<Record<string, string>> = {}) => ({
  metadata: { name: 'keys', labels },
  data: {
    other: 'eA==',
    ...(keys !== undefined && {
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: Buffer.from(keys).toString('base64'),
    }),
  },
});

describe('the Secret', () => {
  it.each([
    ['is created if it does not exist', undefined, 'created'],
    ['is kept if it contains the key', secret('a,key,b', OURS), 'kept'],
    ['of another owner is kept if it contains the key', secret('key'), 'kept'],
    ['of bindstack gets a new key', secret('old', OURS), 'changed'],
    ['of bindstack without keys gets a key', secret(undefined, OURS), 'changed'],
    ['is changed if it only contains a key with the same prefix', secret('key2', OURS), 'changed'],
  ])('%s', async (_title, found, outcome) => {
    const { context, applies, said } = clusterWith(found);
    expect(await ensureKey(context, 'key')).toBe(outcome);
    expect(applies()).toHaveLength(outcome === 'kept' ? 0 : 1);
    if (outcome !== 'kept') expect(said()).toContain(`✔ ${outcome} the Secret keys from .env`);
  });

  it('gets its key through standard input, because every user of the machine can see arguments', async () => {
    const { context, applies, ran } = clusterWith(undefined);
    await ensureKey(context, 'hush-hush');
    expect(parse(applies()[0]?.input ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'keys', labels: { 'app.kubernetes.io/managed-by': 'bindstack', ...OURS } },
      stringData: { AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'hush-hush' },
    });
    expect(ran().map(({ line }) => line)).not.toContainEqual(expect.stringContaining('hush-hush'));
  });

  it.each([
    ['with other keys', secret('another')],
    ['without keys', secret(undefined)],
  ])('of another owner, %s, is refused and not changed', async (_how, found) => {
    const { context, applies } = clusterWith(found);
    const failure = await failureOf(() => ensureKey(context, 'key'));
    expect(failure).toMatchObject({ exitCode: 3, code: 'secret-differs' });
    expect(applies()).toEqual([]);
  });

  it('that the cluster rejects is a failure with its error, but without the key', async () => {
    const stderr = 'secrets "keys" is forbidden: exceeded quota';
    const { context } = clusterWith(undefined, { exitCode: 1, stderr });
    const failure = await failureOf(() => ensureKey(context, 'hush-hush'));
    expect(failure).toMatchObject({ exitCode: 1, code: 'cluster-refused', detail: stderr });
    expect(`${failure.message}${failure.suggestion}`).not.toContain('hush-hush');
  });
});

describe('the namespace', () => {
  const existing = (phase: string) => ({ metadata: { name: 'search' }, status: { phase } });

  it('is created with the label of the release if it does not exist', async () => {
    const { context, applies } = clusterWith(undefined);
    expect(await ensureSearch(context)).toBe(true);
    expect(parse(applies()[0]?.input ?? '').metadata.labels).toMatchObject(OURS);
  });

  it('that another client creates at the same moment is not ours', async () => {
    const stderr = 'Error from server (AlreadyExists): namespaces "search" already exists';
    const { context, said } = clusterWith(undefined, { exitCode: 1, stderr });
    expect(await failureOf(() => ensureSearch(context))).toMatchObject({ code: 'cluster-refused' });
    expect(said()).toBe('');
  });

  it('is not changed if it exists', async () => {
    const { context, applies } = clusterWith(existing('Active'));
    expect(await ensureSearch(context)).toBe(false);
    expect(applies()).toEqual([]);
  });

  it('that is being deleted is a failure', async () => {
    const { context } = clusterWith(existing('Terminating'));
    expect(await failureOf(() => ensureSearch(context))).toMatchObject({
      code: 'namespace-terminating',
    });
  });
});
