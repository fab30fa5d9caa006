import { countText } from '../../formats/count.ts';
import { diskSize, readableSize, roughSize } from '../../formats/size.ts';
import type { Output } from '../../terminal/output.ts';
import type { StackUse } from './resourceUse.ts';
import type { StackStatus } from './stackState.ts';

const MARKS = {
  running: ['green', '✔'],
  starting: ['yellow', '…'],
  stopped: ['dim', '-'],
  failed: ['red', '✖'],
} as const;

/** What a stack uses, a line for each part that is known. */
function useLines({ memory, objects, disk }: StackUse): string[] {
  return [
    ...(memory ? [`  memory   ${memoryWords(memory)}`] : []),
    ...(objects ? [`  objects  ${objectWords(objects)}`] : []),
    ...(disk
      ? [
          `  disk     ${diskSize(disk.used)}${disk.planned === null ? '' : ` of ${diskSize(disk.planned)} planned`}, ${diskSize(disk.free)} free`,
        ]
      : []),
  ];
}

function memoryWords({ used, limit }: NonNullable<StackUse['memory']>): string {
  return limit === null
    ? `${roughSize(used)}, without a limit`
    : `${roughSize(used)} of ${readableSize(limit)} (${share(used, limit)})`;
}

function objectWords({ stored, planned }: NonNullable<StackUse['objects']>): string {
  const count = stored.toLocaleString('en-US');
  return planned === null ? count : `${count} of ${countText(planned)} planned (${share(stored, planned)})`;
}

function share(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)}%`;
}

/**
 * A status as text.
 * @param start the command that starts the stack
 * @param backups how old the last backup is
 */
export function statusText(
  { state, endpoints, services, target, diagnosis, portForward }: StackStatus,
  {
    colors,
    start,
    use,
    backups,
  }: Pick<Output, 'colors'> & {
    readonly start: string;
    readonly use: StackUse | null;
    readonly backups?: string | undefined;
  },
): string {
  // Containers, processes and pods that do not exist have not failed or stopped.
  if (state === 'stopped' && diagnosis.length === 0 && services.every((one) => one.state === 'missing')) {
    return [`${colors.dim('-')} ${target}: not started`, `  ${colors.cyan('try:')} ${start}`].join('\n');
  }
  const [paint, mark] = MARKS[state];
  const width = Math.max(0, ...services.map(({ name }) => name.length));
  const lines = services.map(({ name, state: serviceState, health, exitCode, oomKilled, restarts, pods }) => {
    const notes = [
      health,
      ...(pods && pods.wanted !== 1 ? [`${pods.ready} of ${pods.wanted} pods ready`] : []),
      ...(serviceState === 'exited' && exitCode > 0 ? [`exit code ${exitCode}`] : []),
      ...(oomKilled ? ['ran out of memory'] : []),
      ...(restarts > 0 ? [`${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`] : []),
    ].filter(Boolean);
    return `  ${name.padEnd(width)}  ${serviceState}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
  });
  const addresses =
    state === 'stopped'
      ? []
      : portForward && endpoints.http === null
        ? ['  to reach Weaviate from this machine:', ...portForward.map((line) => `    ${line}`)]
        : [`  REST  ${endpoints.http ?? 'not published'}`, `  gRPC  ${endpoints.grpc ?? 'not published'}`];
  const problems = diagnosis.flatMap(({ message, cause, suggestion }) => [
    '',
    `${colors.red('problem:')} ${message}`,
    `  ${cause}`,
    `  ${colors.cyan('try:')} ${suggestion}`,
  ]);
  return [
    `${colors[paint](mark)} ${target}: ${state}`,
    ...lines,
    ...addresses,
    ...(use ? useLines(use) : []),
    ...(backups === undefined ? [] : [`  backups  ${backups}`]),
    ...problems,
  ].join('\n');
}
