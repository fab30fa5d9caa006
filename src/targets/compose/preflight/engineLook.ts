import { existsSync } from 'node:fs';
import { hostname, release } from 'node:os';
import type { Context } from '../../../context.ts';
import { type EngineInfo, parseEngineInfo } from './engineInfo.ts';

/** Where an engine runs: on this machine's own kernel, in a virtual machine of it, or elsewhere. */
export type EnginePlace = 'here' | 'virtual' | 'remote';

export interface EngineLook {
  /** First line of `docker --version`; undefined where there is no docker. */
  readonly client: string | undefined;
  readonly info: EngineInfo | undefined;
  /** What docker says where no engine answers. */
  readonly why: string;
  readonly place: EnginePlace;
  /** Docker's context, `default` if none was chosen. */
  readonly contextName: string;
  /** DOCKER_HOST, where it decides. */
  readonly dockerHost: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly hasSystemd: boolean;
}

/** Whether an endpoint of docker leads to this machine, at whatever kernel. */
export function isOnThisMachine(endpoint: string): boolean {
  return (
    endpoint === '' ||
    /^(?:unix|npipe|fd):/.test(endpoint) ||
    /^tcp:\/\/(?:localhost|127\.|\[::1\])/.test(endpoint)
  );
}

/** @param machine name and kernel of the machine that bindstack runs on */
export function placeOf(
  endpoint: string,
  info: Pick<EngineInfo, 'hostname' | 'kernel'> | undefined,
  machine: { readonly hostname: string; readonly kernel: string },
): EnginePlace {
  if (!isOnThisMachine(endpoint)) return 'remote';
  return info?.hostname === machine.hostname && info.kernel === machine.kernel ? 'here' : 'virtual';
}

/** Looks for docker and its engine. */
export async function lookAtEngine({ run, env }: Pick<Context, 'run' | 'env'>): Promise<EngineLook> {
  const [client, context, answer] = await Promise.all([
    run('docker', ['--version']),
    // Knows of DOCKER_HOST, DOCKER_CONTEXT and `docker context use`, and asks no engine.
    run('docker', ['context', 'inspect', '--format', '{{.Name}} {{.Endpoints.docker.Host}}']),
    run('docker', ['info', '--format', '{{json .}}']),
  ]);
  const [contextName = 'default', endpoint = ''] = context.stdout.trim().split(' ');
  const parsed = answer.exitCode === 0 ? parseEngineInfo(answer.stdout) : { error: firstLine(answer.stderr) };
  const info = 'error' in parsed ? undefined : parsed;
  return {
    client: client.notFound ? undefined : firstLine(client.stdout) || 'installed',
    info,
    why: 'error' in parsed ? parsed.error : '',
    place: placeOf(endpoint, info, { hostname: hostname(), kernel: release() }),
    contextName: contextName || 'default',
    dockerHost: env['DOCKER_HOST'] || undefined,
    platform: process.platform,
    hasSystemd: existsSync('/run/systemd/system'),
  };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
