import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunResult } from '../../../src/context.ts';
import { ensureNamespace, ensureSecret } from '../../../src/targets/helm/ownedObjects.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';

const CLUSTER = { context: 'lab', namespace: 'search', release: 'bindstack' };
const OURS = { 'bindstack/release': 'bindstack' };

interface Ran {
  readonly line: string;
  readonly input: string | undefined;
}

/** A cluster in which an object is there, or not; what it is asked to do, it does. */
function clusterWith(found: object | undefined, applied: Partial<RunResult> = {}) {
  const ran: Ran[] = [];
  const { out, said } = capturedOutput();
  const context = {
    out,
    run: async (command: string, args: readonly string[], options: { input?: string } = {}) => {
      ran.push({ line: [command, ...args].join(' '), input: options.input });
      const stdout = args.includes('get') && found !== undefined ? JSON.stringify(found) : '';
      const success = { exitCode: 0, stdout, stderr: '', notFound: false };
      return args.includes('apply') ? { ...success, ...applied } : success;
    },
  };
  const applies = () => ran.filter(({ line }) => line.includes(' apply '));
  return { context, said, ran: () => ran, applies };
}

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
    ['is made where there is none', undefined, 'made'],
    ['is kept where it holds the key', secret('a,key,b', OURS), 'kept'],
    ['of somebody else is kept where it holds the key', secret('key'), 'kept'],
    ['of bindstack gets a new key', secret('old', OURS), 'changed'],
    ['of bindstack without keys gets one', secret(undefined, OURS), 'changed'],
    ['is not taken to hold a key that only begins like it', secret('key2', OURS), 'changed'],
  ])('%s', async (_title, found, outcome) => {
    const { context, applies, said } = clusterWith(found);
    expect(await ensureSecret(context, CLUSTER, 'keys', 'key')).toBe(outcome);
    expect(applies()).toHaveLength(outcome === 'kept' ? 0 : 1);
    if (outcome !== 'kept') expect(said()).toContain(`✔ ${outcome} the Secret keys from .env`);
  });

  it('takes its key through standard input: arguments are seen by everybody on the machine', async () => {
    const { context, applies, ran } = clusterWith(undefined);
    await ensureSecret(context, CLUSTER, 'keys', 'hush-hush');
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
    ['without any', secret(undefined)],
  ])('of somebody else, %s, is refused and stays', async (_how, found) => {
    const { context, applies } = clusterWith(found);
    const failure = await failureOf(() => ensureSecret(context, CLUSTER, 'keys', 'key'));
    expect(failure).toMatchObject({ exitCode: 3, code: 'secret-differs' });
    expect(applies()).toEqual([]);
  });

  it('that the cluster does not take is a failure with its words, and without the key', async () => {
    const stderr = 'secrets "keys" is forbidden: exceeded quota';
    const { context } = clusterWith(undefined, { exitCode: 1, stderr });
    const failure = await failureOf(() => ensureSecret(context, CLUSTER, 'keys', 'hush-hush'));
    expect(failure).toMatchObject({ exitCode: 1, code: 'cluster-refused', detail: stderr });
    expect(`${failure.message}${failure.suggestion}`).not.toContain('hush-hush');
  });
});

describe('the namespace', () => {
  const there = (phase: string) => ({ metadata: { name: 'search' }, status: { phase } });

  it('is made with the mark of the release where there is none', async () => {
    const { context, applies } = clusterWith(undefined);
    expect(await ensureNamespace(context, CLUSTER)).toBe(true);
    expect(parse(applies()[0]?.input ?? '').metadata.labels).toMatchObject(OURS);
  });

  it('is left as it is where there is one', async () => {
    const { context, applies } = clusterWith(there('Active'));
    expect(await ensureNamespace(context, CLUSTER)).toBe(false);
    expect(applies()).toEqual([]);
  });

  it('that is being deleted takes nothing in', async () => {
    const { context } = clusterWith(there('Terminating'));
    expect(await failureOf(() => ensureNamespace(context, CLUSTER))).toMatchObject({
      code: 'namespace-terminating',
    });
  });
});
