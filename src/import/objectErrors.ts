import { Failure } from '../errors.ts';
import { type MediaProblem, mediaError } from '../media/mediaProblem.ts';
import { asCheckFailure, CheckFailure } from '../weaviate/checkFailure.ts';
import { GO_ON, isStopping } from './patience.ts';

/*
 * What Weaviate's errors about objects mean for an import: send the object again, give it up, or stop. The messages are
 * those of Weaviate 1.39.3 (modules/multi2vec-bind/clients, usecases/objects), read from its answers.
 */

/** Attempts for one object whose vector took too long, or whose error is not known. */
export const ATTEMPTS = 3;

/** Attempts for one object while a node stops: two minutes with their pauses, after which its ports are closed. */
const ATTEMPTS_WHILE_STOPPING = 8;

/** Weaviate's error if the inference server crashes during a request. */
const CONNECTION_LOST = /send POST request[\s\S]*(?:EOF|connection reset|broken pipe)/;

/** Weaviate's error if the inference server does not run; Compose also forgets the name of a stopped container. */
const NOT_RUNNING = /send POST request[\s\S]*(?:connection refused|no such host)/;

/** Weaviate's error if the inference server is slow or overloaded. */
const PASSING = /Client\.Timeout|deadline exceeded|i\/o timeout|status (?:429|502|503|504)\b/i;

/** Errors of one object that would be the same if it were sent again: the model rejects it, or the collection does. */
const REJECTED =
  /fail with status|failed to parse vectorization response|unmarshal response body|invalid|not found in schema|no such prop|do(?:es)?(?: not|n't) match|vector with length/i;

/** Errors of a whole request that would be the same if it were repeated. */
const REFUSED =
  /\b(?:RESOURCE_EXHAUSTED|INVALID_ARGUMENT|UNIMPLEMENTED|FAILED_PRECONDITION|NOT_FOUND|OUT_OF_RANGE)\b/;

/** Weaviate stores nothing at the moment, whatever is sent. */
const READ_ONLY =
  /read-only|READONLY|no space left|disk usage too high|memory usage too high|not enough memory/i;

/** The failure of an object whose content ends the inference server. */
export const CRASHED = new CheckFailure(
  'inference',
  'its content crashed the inference server, or got it killed',
  'leave out the file, and check the log of the inference server; if it ran out of memory, docker inspect or kubectl describe shows OOMKilled',
);

/** Whether an object's error says that the inference server did not run. */
export const isNotRunning = (message: string) => NOT_RUNNING.test(message);

/** Whether an object's error says that the connection to the inference server was lost, or that it did not run. */
export const isLost = (message: string) => CONNECTION_LOST.test(message) || isNotRunning(message);

/** Whether Weaviate stores nothing at the moment. */
export const isReadOnly = (message: string) => READ_ONLY.test(message);

/** Whether Weaviate refused a whole request, and would again. */
export const isRefused = (message: string) => REFUSED.test(message);

/** What is wrong with a file whose object was rejected. */
export function problemOf(failure: CheckFailure): MediaProblem {
  const { layer, message, reason, suggestion } = failure;
  return failure === CRASHED
    ? mediaError('crashed the inference server', reason, suggestion)
    : mediaError(layer === 'collection' ? 'was not stored' : 'was not vectorized', message, suggestion);
}

/** How often an object is sent that gets this error. */
export function attemptsFor(message: string): number {
  if (isStopping(message)) return ATTEMPTS_WHILE_STOPPING;
  return REJECTED.test(message) && !PASSING.test(message) ? 1 : ATTEMPTS;
}

/** Whether a request that failed as a whole may succeed later: unless Weaviate has refused it. */
export function isPassing(error: unknown): boolean {
  const { layer, message } = asCheckFailure(error, 'gRPC');
  return layer !== 'authentication' && !isReadOnly(message) && !isRefused(message);
}

/** The failure of an import while Weaviate is read-only. */
export const cannotStore = (reason: string) =>
  new Failure('failed', {
    code: 'cannot-store',
    message: 'Weaviate cannot store objects',
    detail: reason,
    suggestion: `to see disk space and memory: bindstack status; free some, ${GO_ON}`,
  });
