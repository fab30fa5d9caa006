import { expect, it } from 'vitest';
import type { Context, RunResult } from '../../../src/context.ts';
import { withPortForward } from '../../../src/targets/helm/portForward.ts';
import { planDestroyHelm } from '../../../src/targets/helm/stopHelm.ts';
import { configOf } from '../../support/config.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';

const GET =
  'Get "http://localhost:8080/api?timeout=32s": dial tcp 127.0.0.1:8080: connect: connection refused';
const REFUSED =
  'The connection to the server localhost:8080 was refused - did you specify the right host or port?';
const LOG_LINE = `E1130 18:30:37.935001    3866 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: ${GET}"`;

/** Recorded from kubectl 1.35.2 and helm 4.1.4 without a kubeconfig. */
const OUTPUT: Readonly<Record<string, string>> = {
  kubectl: `${LOG_LINE}\n${LOG_LINE}\n${REFUSED}\n`,
  helm: `Error: kubernetes cluster unreachable: ${GET}\n`,
};

/** Runs programs without a cluster. */
const run: Context['run'] = async (command, args): Promise<RunResult> => {
  const isKnown = args.includes('current-context');
  return {
    exitCode: isKnown ? 0 : 1,
    stdout: isKnown ? 'lab\n' : '',
    stderr: isKnown ? '' : (OUTPUT[command] ?? ''),
    notFound: false,
  };
};

const { signal } = new AbortController();
const CLUSTER = { context: 'lab', namespace: 'weaviate', release: 'bindstack' };

it.each<[string, () => Promise<unknown>, string]>([
  [
    'destroy',
    () =>
      planDestroyHelm({ run, signal, out: capturedOutput().out, cwd: '/' }, configOf('--target helm'), {
        backups: false,
      }),
    `Error: kubernetes cluster unreachable: ${GET}`,
  ],
  ['smoke', () => withPortForward({ run, signal }, CLUSTER, async () => {}), REFUSED],
])('%s without a cluster reports one error, without the log of kubectl', async (_, action, detail) => {
  const { kind, code, message, ...rest } = await failureOf(action);
  expect({ kind, code, message, detail: rest.detail }).toEqual({
    kind: 'environment',
    code: 'no-cluster',
    message: 'the cluster does not respond',
    detail,
  });
});
