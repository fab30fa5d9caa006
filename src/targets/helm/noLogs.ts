import type { RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { lastWords } from './cluster.ts';

/** The cluster has refused a log. */
export function noLogs(pod: string, result: RunResult): Failure {
  return new Failure('environment', {
    code: 'no-logs',
    message: `the cluster does not give the log of ${pod}`,
    detail: lastWords(result, 3),
    suggestion: 'bindstack status --target helm',
  });
}
