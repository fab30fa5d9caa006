import { existsSync } from 'node:fs';
import { hostname, release } from 'node:os';
import * as z from 'zod';
import type { Context } from '../../../context.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { parseJsonOutput, runProgram } from '../../shared/program.ts';
import { dockerContext, dockerVersion, engineInfo } from '../composeCommand.ts';

const infoSchema = z.object({
  ServerVersion: z.string().default(''),
  ServerErrors: z.array(z.string()).nullish(),
  MemTotal: z.number().default(0),
  Architecture: z.string().default(''),
  OSType: z.string().default('linux'),
  OperatingSystem: z.string().default(''),
  KernelVersion: z.string().default(''),
  Name: z.string().default(''),
  DockerRootDir: z.string().default(''),
  HttpsProxy: z.string().default(''),
  Driver: z.string().default(''),
  SecurityOptions: z.array(z.string()).nullish(),
  DriverStatus: z.array(z.array(z.string())).nullish(),
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
  // Since Engine 28.2; `nvidia.com/gpu=0` and the like.
  DiscoveredDevices: z.array(z.object({ ID: z.string().default('') })).nullish(),
});

/** What an engine reports about itself in `docker info --format '{{json .}}'`. */
export interface EngineInfo {
  readonly version: string;
  /** Bytes; on a desktop, of the virtual machine. */
  readonly memory: number;
  /** `x86_64`, `aarch64`, … */
  readonly architecture: string;
  readonly osType: string;
  readonly operatingSystem: string;
  readonly kernel: string;
  readonly hostname: string;
  /** Where the engine stores images, on the machine that it runs on. */
  readonly imageDirectory: string;
  /** Where it keeps named volumes and writable layers. */
  readonly rootDirectory: string;
  /** The engine pulls through a proxy, which bindstack's own requests do not use. */
  readonly hasProxy: boolean;
  /** Root in a container is then the user that runs the engine. */
  readonly isRootless?: boolean;
  readonly runtimes: readonly string[];
  /** CDI names of devices. */
  readonly devices: readonly string[];
}

/** The containerd image store does not keep its images in DockerRootDir. */
function imageDirectory({ DockerRootDir, DriverStatus }: z.infer<typeof infoSchema>): string {
  const isContainerd = DriverStatus?.some(([, value = '']) => value.startsWith('io.containerd.snapshotter'));
  return isContainerd ? '/var/lib/containerd' : DockerRootDir;
}

/** What an engine reports about itself, or the error message of the command if no engine responds. */
export function parseEngineInfo(stdout: string): EngineInfo | { readonly error: string } {
  const reported = parseJsonOutput('docker info', stdout, infoSchema);
  if ('why' in reported) return { error: reported.why };
  const { value: data } = reported;
  // Without an engine, some versions of the command exit with 0 and report the error here.
  const error =
    data.ServerErrors?.[0] ?? (data.ServerVersion === '' ? 'the engine reports no version' : undefined);
  if (error !== undefined) return { error };
  return {
    version: data.ServerVersion,
    memory: data.MemTotal,
    architecture: data.Architecture,
    osType: data.OSType,
    operatingSystem: data.OperatingSystem,
    kernel: data.KernelVersion,
    hostname: data.Name,
    imageDirectory: imageDirectory(data),
    rootDirectory: data.DockerRootDir,
    hasProxy: data.HttpsProxy !== '',
    ...(data.SecurityOptions?.includes('name=rootless') && { isRootless: true }),
    runtimes: Object.keys(data.Runtimes ?? {}),
    devices: (data.DiscoveredDevices ?? []).map(({ ID }) => ID),
  };
}

/** Where an engine runs: on this machine, in a virtual machine on it, or on another machine. */
export type EngineLocation = 'here' | 'virtual' | 'remote';

export interface EngineProbe {
  /** First line of `docker --version`; undefined if Docker is not installed. */
  readonly client: string | undefined;
  readonly info: EngineInfo | undefined;
  /** The error message of Docker if no engine responds. */
  readonly why: string;
  readonly location: EngineLocation;
  /** Docker context; `default` if none was selected. */
  readonly contextName: string;
  /** DOCKER_HOST, if it is set. */
  readonly dockerHost: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly hasSystemd: boolean;
}

/** Whether a Docker endpoint is on this machine, virtual machines included. */
export function isOnThisMachine(endpoint: string): boolean {
  return (
    endpoint === '' ||
    /^(?:unix|npipe|fd):/.test(endpoint) ||
    /^tcp:\/\/(?:localhost|127\.|\[::1\])/.test(endpoint)
  );
}

/** @param machine name and kernel of the machine that bindstack runs on */
export function engineLocation(
  endpoint: string,
  info: Pick<EngineInfo, 'hostname' | 'kernel'> | undefined,
  machine: { readonly hostname: string; readonly kernel: string },
): EngineLocation {
  if (!isOnThisMachine(endpoint)) return 'remote';
  return info?.hostname === machine.hostname && info.kernel === machine.kernel ? 'here' : 'virtual';
}

/** Probes the Docker client and its engine. */
export async function probeEngine({ run, env }: Pick<Context, 'run' | 'env'>): Promise<EngineProbe> {
  const [client, context, result] = await Promise.all([
    runProgram(run, dockerVersion),
    runProgram(run, dockerContext),
    runProgram(run, engineInfo),
  ]);
  const [contextName = 'default', endpoint = ''] = context.stdout.trim().split(' ');
  const parsed = result.exitCode === 0 ? parseEngineInfo(result.stdout) : { error: firstLine(result.stderr) };
  const info = 'error' in parsed ? undefined : parsed;
  return {
    client: client.notFound ? undefined : firstLine(client.stdout) || 'installed',
    info,
    why: 'error' in parsed ? parsed.error : '',
    location: engineLocation(endpoint, info, { hostname: hostname(), kernel: release() }),
    contextName: contextName || 'default',
    dockerHost: env['DOCKER_HOST'] || undefined,
    platform: process.platform,
    hasSystemd: existsSync('/run/systemd/system'),
  };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

const DESKTOP_INSTALL = {
  darwin: 'brew install --cask docker, or https://docs.docker.com/desktop/',
  win32: 'winget install Docker.DockerDesktop, or https://docs.docker.com/desktop/',
} as const;

/** What to do on a machine without Docker. */
function installSuggestion(platform: NodeJS.Platform): string {
  const how =
    platform === 'darwin' || platform === 'win32'
      ? DESKTOP_INSTALL[platform]
      : 'curl -fsSL https://get.docker.com | sudo sh';
  return `${how}, or bindstack try`;
}

/** Checks that the command `docker` is installed. */
export function checkDocker({ client, platform }: Pick<EngineProbe, 'client' | 'platform'>): CheckResult {
  const check = defineCheck('docker', 'Docker', 'the command docker');
  return client === undefined
    ? check.fail('not installed', installSuggestion(platform))
    : check.pass(client.replace(/^Docker version /, '').replace(/, build .*/, ''));
}

/** How to start an engine that does not respond. */
function startSuggestion({ dockerHost, contextName, platform, hasSystemd }: EngineProbe): string {
  if (dockerHost !== undefined) return `start the engine at DOCKER_HOST=${dockerHost}, or: unset DOCKER_HOST`;
  if (contextName !== 'default')
    return `start the engine of the context ${contextName}, or: docker context use default`;
  if (platform === 'darwin') return 'open -a Docker';
  if (platform === 'win32') return 'start Docker Desktop';
  return hasSystemd ? 'sudo systemctl start docker' : 'sudo service docker start, or: sudo dockerd';
}

/** Checks that an engine is running and that the user has access to it. */
export function checkEngine(probe: EngineProbe): CheckResult {
  const check = defineCheck('engine', 'Docker engine', 'a running engine that you have access to');
  const { client, info, why } = probe;
  if (client === undefined) return check.skip('Docker is not installed');
  if (info) {
    const where = info.operatingSystem === '' ? '' : ` on ${info.operatingSystem}`;
    return check.pass(`${info.version}${where}`);
  }
  if (/permission denied/i.test(why)) {
    const member = 'sudo usermod -aG docker $USER, then log out and in again';
    return check.fail(
      'your user has no permission to use its socket',
      probe.platform === 'linux' ? member : startSuggestion(probe),
    );
  }
  const isDown = /cannot connect|is the docker daemon running|no such file|connection refused/i.test(why);
  return check.fail(isDown ? 'not running' : why || 'no response', startSuggestion(probe));
}
