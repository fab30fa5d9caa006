import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { type LogRequest, plainLine, readableLine, unknownService } from '../shared/logs.ts';
import { composeLogStream } from './composeCommand.ts';
import { composeFilesIn, readProject } from './composeProject.ts';

/** `weaviate-1  | {"level":…}`: the prefix that Compose adds, and what the service wrote. */
const PREFIXED = /^([\w.-]+\s*\| ?)(.*)$/;

/** Prints the logs of the Compose project of a directory; with `follow`, until it is interrupted. */
export async function printComposeLogs(
  context: Pick<Context, 'cwd' | 'run' | 'out' | 'signal'>,
  { service, tail, follow, raw }: LogRequest,
): Promise<void> {
  const files = await composeFilesIn(context.cwd);
  const names = Object.keys((await readProject(context, files)).services);
  if (service !== undefined && !names.includes(service)) throw unknownService(service, names);
  const { command, args } = composeLogStream(files, { service, tail, follow });
  const { exitCode, stderr } = await context.run(command, args, {
    isEndless: follow,
    onLine: (written) => {
      const line = plainLine(written);
      const [, prefix = '', text = line] = service === undefined ? (PREFIXED.exec(line) ?? []) : [];
      if (raw) context.out.data(line);
      else context.out.foreign(`${prefix}${readableLine(text)}`);
    },
  });
  if (exitCode === 0 || context.signal.aborted) return;
  throw new Failure('environment', {
    code: 'no-logs',
    message: 'Compose could not read the logs',
    detail: stderr.trim().split('\n').slice(-3).join('\n'),
    suggestion: 'bindstack status',
  });
}
