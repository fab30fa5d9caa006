import type { Observation } from '../../diagnosis/observation.ts';

/** What a Weaviate uses, in bytes; parts that are not known are null. */
export interface ResourceUse {
  readonly memory: {
    /** What the kernel cannot drop, as in `bindstack size`: without mapped files. */
    readonly used: number;
    readonly limit: number | null;
  } | null;
  readonly disk: {
    /** The folder of the data. */
    readonly used: number;
    /** Of its file system or volume. */
    readonly free: number;
    readonly size: number;
  } | null;
}

/** What a running Weaviate uses, and whether it answers questions about its data. */
export interface WeaviateUse extends ResourceUse {
  readonly responds: boolean;
}

/** The same with the objects, next to the plan. */
export interface StackUse {
  readonly memory: ResourceUse['memory'];
  readonly objects: { readonly stored: number; readonly planned: number | null } | null;
  readonly disk: (NonNullable<ResourceUse['disk']> & { readonly planned: number | null }) | null;
}

/** Milliseconds for a program that reports use. */
export const USE_TIMEOUT = 3000;

/**
 * Reports use in a container with Weaviate's image, which has a shell and these programs: memory of all processes in
 * KiB, then the size of the data, then its file system as `df -Pk` prints it.
 */
export const REPORT_USE: readonly string[] = [
  'sh',
  '-c',
  'cat /proc/[0-9]*/status 2>/dev/null | grep RssAnon; D=${PERSISTENCE_DATA_PATH:-/var/lib/weaviate}; du -sk "$D"; df -Pk "$D"',
];

/** What `REPORT_USE` has printed. */
export function parseUse(stdout: string, limit: number | undefined): ResourceUse {
  const rss = memoryOf(stdout);
  const [, used] = /^(\d+)\t/m.exec(stdout) ?? [];
  // Device, blocks of 1 KiB, used, available, in percent.
  const [, blocks, available] = /^\S.*?\s(\d+)\s+\d+\s+(\d+)\s+\d+%\s/m.exec(stdout) ?? [];
  return {
    memory: rss === undefined ? null : { used: rss, limit: limit ?? null },
    disk:
      used === undefined || blocks === undefined
        ? null
        : { used: Number(used) * 1024, free: Number(available) * 1024, size: Number(blocks) * 1024 },
  };
}

/** Anonymous memory in the status files of processes (proc_pid_status(5)), in bytes; undefined if there is none. */
export function memoryOf(text: string): number | undefined {
  const lines = [...text.matchAll(/^RssAnon:\s+(\d+) kB$/gm)];
  return lines.length === 0 ? undefined : lines.reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0);
}

/** Use with whether Weaviate was ready when it was asked; null if it does not run. */
export function withResponse(
  use: ResourceUse | null,
  observation: Pick<Observation, 'ready'> | undefined,
): WeaviateUse | null {
  return use && { ...use, responds: observation?.ready?.status === 200 };
}
