import { parseArgs } from 'node:util';
import { CONTAINER_HTTP_PORT } from '../facts/ports.ts';

/**
 * Ways in which the stub can fail on request, to see how a launch or a smoke test fails:
 * - `vectorize`: every `POST /vectorize` returns 500
 * - `ready`: `live` and `ready` always return 503
 * - `hang`: connections are accepted, but no request gets a response
 */
export const FAILURES = ['vectorize', 'ready', 'hang'] as const;

export type StubFailure = (typeof FAILURES)[number];

export interface StubOptions {
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string | undefined;
  /** A free port by default, or if it is 0. */
  readonly port?: number | undefined;
  /** Milliseconds that every `POST /vectorize` waits before it responds. */
  readonly delayMs?: number | undefined;
  /** Milliseconds after the start during which `live` and `ready` return 503. */
  readonly readyAfterMs?: number | undefined;
  readonly fail?: StubFailure | undefined;
}

/** Invalid arguments, with a message of one line. */
export class ArgumentError extends Error {}

function wholeNumber(name: string, text: string | undefined, largest: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= largest) return number;
  throw new ArgumentError(`--${name} takes a whole number from 0 to ${largest}, not '${text}'`);
}

function failure(text: string | undefined): StubFailure | undefined {
  if (text === undefined) return undefined;
  const known = FAILURES.find((name) => name === text);
  if (known === undefined)
    throw new ArgumentError(`--fail takes one of ${FAILURES.join(', ')}, not '${text}'`);
  return known;
}

/** The longest delay of a Node timer: a longer one fires immediately. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Parses the command line of the standalone server. The defaults are those of the real container: all addresses,
 * port 8080.
 *
 * @throws {ArgumentError}
 */
export function readStandaloneArguments(argv: readonly string[]): StubOptions {
  const option = { type: 'string' } as const;
  let values: Partial<Record<'host' | 'port' | 'delay-ms' | 'ready-after-ms' | 'fail', string>>;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: { host: option, port: option, 'delay-ms': option, 'ready-after-ms': option, fail: option },
    }));
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message.split('\n', 1)[0] : String(error));
  }
  return {
    host: values.host ?? '0.0.0.0',
    port: wholeNumber('port', values.port, 65_535) ?? CONTAINER_HTTP_PORT,
    delayMs: wholeNumber('delay-ms', values['delay-ms'], LONGEST_MS),
    readyAfterMs: wholeNumber('ready-after-ms', values['ready-after-ms'], LONGEST_MS),
    fail: failure(values.fail),
  };
}
