import { sleep } from '../../clock.ts';
import type { Context, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { runProgram } from '../shared/program.ts';
import type { Address } from '../target.ts';
import { type Cluster, commandLine, lastErrorLines } from './cluster.ts';
import { CLUSTER_TIMEOUT, ClusterUnreachable } from './clusterView.ts';
import { portForward, serverVersion } from './kubectlCommand.ts';
import { GRPC_SERVICE, REST_SERVICE } from './workloads.ts';

/** Milliseconds that kubectl may take to listen. */
const START_TIMEOUT = 20_000;

/** Milliseconds until the exit of kubectl is noticed: what it broke may be noticed before. */
const EXIT_DELAY = 250;

/** A port of a service, or of a pod. */
interface ForwardedPort {
  readonly name: string;
  readonly port: number;
  readonly kind?: 'service' | 'pod';
}

interface Forwarded {
  readonly rest: ForwardedPort;
  readonly grpc: ForwardedPort;
}

/** Commands that make Weaviate reachable on its usual ports. */
export function portForwardLines(cluster: Cluster): string[] {
  return [
    portForward(cluster, REST_SERVICE.name, 8080, REST_SERVICE.port),
    portForward(cluster, GRPC_SERVICE.name, GRPC_SERVICE.port, GRPC_SERVICE.port),
  ].map(commandLine);
}

function portForwardFailure(service: string, result: RunResult): Failure {
  if (result.notFound) {
    return new Failure('environment', {
      code: 'no-kubectl',
      message: 'kubectl is not installed',
      suggestion: 'bindstack doctor --target helm',
    });
  }
  return new Failure('failed', {
    code: 'port-forward',
    message: `the port-forward to the service ${service} stopped`,
    detail: lastErrorLines(result) || undefined,
    suggestion:
      'bindstack status --target helm, which shows whether Weaviate is still running; then try again',
  });
}

/** @throws ClusterUnreachable */
async function throwIfUnreachable(run: Context['run'], cluster: Cluster): Promise<void> {
  const result = await runProgram(run, serverVersion(cluster), { timeout: CLUSTER_TIMEOUT });
  if (result.exitCode === 0 || result.notFound) return;
  throw new ClusterUnreachable(lastErrorLines(result, 1) || 'no response in time');
}

/**
 * Forwards REST and gRPC to free local ports while `work` runs. If a port-forward breaks, the signal of `work` is
 * aborted.
 * @param mayReport whether `work` may also return if it has failed, with a report
 * @param ports others than those of the services of the release
 * @throws Failure `port-forward` if it cannot be started or breaks; ClusterUnreachable
 */
export async function withPortForward<T>(
  { run, signal }: Pick<Context, 'run' | 'signal'>,
  cluster: Cluster,
  work: (address: Address, signal: AbortSignal) => Promise<T>,
  {
    mayReport = true,
    ports: { rest: restPort, grpc: grpcPort } = { rest: REST_SERVICE, grpc: GRPC_SERVICE },
  }: { readonly mayReport?: boolean; readonly ports?: Forwarded } = {},
): Promise<T> {
  const closing = new AbortController();
  const stop = () => closing.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let failure: Failure | undefined;
  let isWorking = false;
  const exits: Promise<unknown>[] = [];

  /** @returns the local port, once kubectl listens on it */
  const forward = (service: ForwardedPort) =>
    new Promise<number>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(
            portForwardFailure(service.name, {
              exitCode: undefined,
              stdout: '',
              stderr: 'it did not start',
              notFound: false,
            }),
          ),
        START_TIMEOUT,
      );
      const ended = runProgram(run, portForward(cluster, service.name, 0, service.port, service.kind), {
        isEndless: true,
        signal: closing.signal,
        onLine: (line) => {
          const port = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1];
          if (port !== undefined) resolve(Number(port));
        },
      }).then((result) => {
        if (closing.signal.aborted) return;
        failure ??= portForwardFailure(service.name, result);
        closing.abort(failure);
        reject(failure);
      });
      exits.push(ended.catch(reject).finally(() => clearTimeout(timer)));
    });

  try {
    signal.throwIfAborted();
    const [rest, grpc] = await Promise.all([forward(restPort), forward(grpcPort)]);
    isWorking = true;
    const result = await work(
      { http: `http://127.0.0.1:${rest}`, grpc: `127.0.0.1:${grpc}` },
      closing.signal,
    );
    if (mayReport) await sleep(EXIT_DELAY, closing.signal);
    if (failure) throw failure;
    return result;
  } catch (error) {
    signal.throwIfAborted();
    // Before `work`, kubectl may have reached no cluster at all.
    if (isWorking) await sleep(EXIT_DELAY, closing.signal);
    else await throwIfUnreachable(run, cluster);
    // The error of `work` is only a consequence.
    throw failure ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
    closing.abort();
    await Promise.all(exits);
  }
}
