import { sleep } from '../../clock.ts';
import type { Context, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { runProgram } from '../shared/program.ts';
import { type Cluster, commandLine, lastWords } from './cluster.ts';
import { portForward } from './kubectlCommand.ts';
import { GRPC_SERVICE, REST_SERVICE } from './workloads.ts';

/** Milliseconds until kubectl listens. */
const PATIENCE = 20_000;

/** Milliseconds in which the end of a kubectl is noticed. */
const NOTICE = 250;

/** Where Weaviate of a cluster is reached from this machine, as long as the forwarding stands. */
export interface Forwarded {
  /** `http://127.0.0.1:43127`. */
  readonly http: string;
  /** `127.0.0.1:43128`. */
  readonly grpc: string;
}

/** What one types to reach Weaviate on its usual ports. */
export function portForwardLines(cluster: Cluster): string[] {
  return [
    portForward(cluster, REST_SERVICE.name, 8080, REST_SERVICE.port),
    portForward(cluster, GRPC_SERVICE.name, GRPC_SERVICE.port, GRPC_SERVICE.port),
  ].map(commandLine);
}

function broken(service: string, result: RunResult): Failure {
  return new Failure(result.notFound ? 'environment' : 'failed', {
    code: 'port-forward',
    message: `the port-forward to the service ${service} ended`,
    detail: lastWords(result) || undefined,
    suggestion:
      'bindstack status --target helm shows whether Weaviate still runs; then the same command again',
  });
}

/**
 * Forwards REST and gRPC to free local ports while some work is done, and not longer. When a forwarding breaks, the
 * work is told by its signal.
 * @throws Failure `port-forward` where it cannot be made or breaks
 */
export async function withPortForward<T>(
  { run, signal }: Pick<Context, 'run' | 'signal'>,
  cluster: Cluster,
  work: (forwarded: Forwarded, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const stop = () => ending.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let failure: Failure | undefined;
  const ends: Promise<unknown>[] = [];

  /** @returns the local port, once kubectl listens on it */
  const forward = (service: { name: string; port: number }) =>
    new Promise<number>((resolve, reject) => {
      const late = setTimeout(
        () =>
          reject(
            broken(service.name, {
              exitCode: undefined,
              stdout: '',
              stderr: 'it did not begin',
              notFound: false,
            }),
          ),
        PATIENCE,
      );
      const ended = runProgram(run, portForward(cluster, service.name, 0, service.port), {
        isEndless: true,
        signal: ending.signal,
        onLine: (line) => {
          const port = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1];
          if (port !== undefined) resolve(Number(port));
        },
      }).then((result) => {
        if (ending.signal.aborted) return;
        failure ??= broken(service.name, result);
        ending.abort(failure);
        reject(failure);
      });
      ends.push(ended.catch(reject).finally(() => clearTimeout(late)));
    });

  try {
    signal.throwIfAborted();
    const [rest, grpc] = await Promise.all([forward(REST_SERVICE), forward(GRPC_SERVICE)]);
    const result = await work({ http: `http://127.0.0.1:${rest}`, grpc: `127.0.0.1:${grpc}` }, ending.signal);
    // A work that fails because a forwarding broke may do so before the end of its kubectl is known.
    await sleep(NOTICE, signal);
    if (failure) throw failure;
    return result;
  } catch (error) {
    signal.throwIfAborted();
    // What the work complains of is a consequence.
    throw failure ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
    ending.abort();
    await Promise.all(ends);
  }
}
