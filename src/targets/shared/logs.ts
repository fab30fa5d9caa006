import { Failure } from '../../errors.ts';
import { didYouMean } from '../../formats/nearest.ts';

/** Which logs are to be shown, and how. */
export interface WantedLogs {
  /** All services where it is not given. */
  readonly service: string | undefined;
  /** A number of lines, or `all`. */
  readonly tail: string;
  readonly follow: boolean;
  readonly raw: boolean;
}

export function noService(name: string, names: readonly string[]): Failure {
  return new Failure('usage', {
    code: 'no-such-service',
    message: `there is no service ${name}`,
    suggestion:
      didYouMean(name, names) ??
      (names.length > 0 ? `the services are ${names.join(', ')}` : 'bindstack up first'),
  });
}
