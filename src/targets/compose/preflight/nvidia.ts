import type { Context } from '../../../context.ts';
import { type ProgramCommand, runProgram } from '../../shared/program.ts';

/** A GPU, as its driver reports it. */
export interface NvidiaGpu {
  readonly index: string;
  readonly uuid: string;
  readonly name: string;
  /** `8.6`; undefined if the driver is too old to report it. */
  readonly capability: string | undefined;
}

export type NvidiaProbe =
  | { readonly state: 'found'; readonly driver: string; readonly gpus: readonly NvidiaGpu[] }
  | { readonly state: 'no-driver' }
  /** The driver is installed, but does not work or finds no GPU. */
  | { readonly state: 'broken'; readonly why: string };

/** Queries the driver for fields of each GPU, as CSV without a header. */
export function nvidiaQuery(fields: string): ProgramCommand {
  return { command: 'nvidia-smi', args: [`--query-gpu=${fields}`, '--format=csv,noheader'] };
}

/** The command line tool of the NVIDIA Container Toolkit. */
export const toolkitVersion: ProgramCommand = { command: 'nvidia-ctk', args: ['--version'] };

/** Parses the output of a query of index, uuid, name, driver_version and, optionally, compute_cap. */
export function parseGpus(stdout: string): NvidiaProbe {
  const rows = stdout
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter(([index = '']) => /^\d+$/.test(index));
  const [, , , driver = ''] = rows[0] ?? [];
  if (rows.length === 0)
    return { state: 'broken', why: stdout.trim().split('\n')[0] || 'nvidia-smi lists no GPU' };
  const gpus = rows.map(([index = '', uuid = '', name = '', , capability = '']) => ({
    index,
    uuid,
    name,
    capability: /^\d+\.\d+$/.test(capability) ? capability : undefined,
  }));
  return { state: 'found', driver, gpus };
}

/** Queries the driver of this machine. */
export async function probeNvidia({ run }: Pick<Context, 'run'>): Promise<NvidiaProbe> {
  const query = (fields: string) => runProgram(run, nvidiaQuery(fields));
  const result = await query('index,uuid,name,driver_version,compute_cap');
  if (result.notFound) return { state: 'no-driver' };
  if (result.exitCode === 0) return parseGpus(result.stdout);
  // Drivers before 510 do not know compute_cap: `Field "compute_cap" is not a valid field to query.`
  const old = await query('index,uuid,name,driver_version');
  if (old.exitCode === 0) return parseGpus(old.stdout);
  // nvidia-smi reports a broken driver on standard output.
  const why = `${old.stdout}\n${old.stderr}`.trim().split('\n')[0];
  return { state: 'broken', why: why || 'nvidia-smi failed' };
}
