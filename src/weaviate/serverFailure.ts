import { Failure } from '../errors.ts';
import { asCheckFailure, CA_SUGGESTION, CheckFailure, type Layer } from './checkFailure.ts';

/** The stable names of failures, by the layer that failed; `server-refused` for all others. */
const CODES: Readonly<Partial<Record<Layer, string>>> = {
  network: 'unreachable',
  time: 'timeout',
  inference: 'inference-failed',
};

export interface ServerPlace {
  readonly http: string;
  /** The command that starts the stack; undefined for one that bindstack did not start. */
  readonly start: string | undefined;
}

/**
 * Any error of a request as the failure of a command.
 * @param what what did not work: `cannot search`
 */
export function serverFailure(error: unknown, what: string, { http, start }: ServerPlace): Failure {
  if (error instanceof Failure) return error;
  const { layer, reason, suggestion } = asCheckFailure(error, 'index');
  const code = CODES[layer] ?? 'server-refused';
  if (!(error instanceof CheckFailure) || layer !== 'network' || suggestion === CA_SUGGESTION)
    return new Failure('failed', { code, message: `${what}: ${reason}`, suggestion }, { cause: error });
  return new Failure('failed', {
    code,
    message: `${what}: nothing responds at ${http}`,
    detail: reason,
    suggestion:
      start === undefined
        ? 'check the address after --url, and whether Weaviate is running there'
        : `start the stack: ${start}; or point --url at a running Weaviate server`,
  });
}
