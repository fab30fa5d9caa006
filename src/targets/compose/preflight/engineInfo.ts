import * as z from 'zod';

const info = z.object({
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
  DriverStatus: z.array(z.array(z.string())).nullish(),
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
  // Since Engine 28.2; `nvidia.com/gpu=0` and the like.
  DiscoveredDevices: z.array(z.object({ ID: z.string().default('') })).nullish(),
});

/** What an engine tells of itself in `docker info --format '{{json .}}'`. */
export interface EngineInfo {
  readonly version: string;
  /** Bytes; on a desktop those of the virtual machine. */
  readonly memory: number;
  /** `x86_64`, `aarch64`, … */
  readonly architecture: string;
  readonly osType: string;
  readonly operatingSystem: string;
  readonly kernel: string;
  readonly hostname: string;
  /** Where it keeps images and volumes, on its own machine. */
  readonly imageDirectory: string;
  /** It pulls through a proxy, which this machine's own requests do not take. */
  readonly hasProxy: boolean;
  readonly runtimes: readonly string[];
  /** CDI names of devices. */
  readonly devices: readonly string[];
}

/** Images of the containerd image store do not lie below DockerRootDir. */
function imageDirectory({ DockerRootDir, DriverStatus }: z.infer<typeof info>): string {
  const isContainerd = DriverStatus?.some(([, value = '']) => value.startsWith('io.containerd.snapshotter'));
  return isContainerd ? '/var/lib/containerd' : DockerRootDir;
}

/** The answer of an engine; what the command says instead where no engine has answered it. */
export function parseEngineInfo(stdout: string): EngineInfo | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    return { error: 'docker info gives no JSON' };
  }
  const { data, success } = info.safeParse(value);
  if (!success) return { error: 'docker info gives another JSON than expected' };
  // Some versions of the command end with 0 without an engine, and say so here.
  const error =
    data.ServerErrors?.[0] ?? (data.ServerVersion === '' ? 'the engine tells nothing' : undefined);
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
    hasProxy: data.HttpsProxy !== '',
    runtimes: Object.keys(data.Runtimes ?? {}),
    devices: (data.DiscoveredDevices ?? []).map(({ ID }) => ID),
  };
}
