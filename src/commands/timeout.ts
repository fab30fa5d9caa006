import { Failure } from '../errors.ts';
import { DURATION_FORM, parseDuration } from '../formats/duration.ts';

/** Seconds of a `--timeout`; undefined where it was not given. */
export function timeoutSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--timeout: ${JSON.stringify(text)} is not ${DURATION_FORM}`,
    suggestion: '--timeout 10m',
  });
}
