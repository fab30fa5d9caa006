import { once } from 'node:events';
import type { Context } from '../context.ts';
import { Failure, reasonOf } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StubOptions } from '../stub/options.ts';
import { ArgumentError, readStandaloneArguments } from '../stub/options.ts';
import { startStub } from '../stub/server.ts';

export interface StubCommandOptions {
  readonly host: string;
  readonly port: string;
  readonly delayMs: string;
  readonly readyAfterMs: string;
  readonly fail?: string;
}

/** `bindstack stub`: runs the stub until interrupted. */
export async function stub(
  { out, signal }: Pick<Context, 'out' | 'signal'>,
  _flags: FlagValues,
  options: StubCommandOptions,
): Promise<void> {
  const server = await listen(readOptions(options));
  out.say(`The stub is listening on ${server.url}`);
  out.say(
    'It is a small fake of the ImageBind server; its vectors have no meaning. Press Ctrl-C to stop it.',
  );
  if (out.json) out.data(JSON.stringify({ url: server.url, port: server.port }));
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
}

function readOptions({ host, port, delayMs, readyAfterMs, fail }: StubCommandOptions): StubOptions {
  // With `=`, because a value may start with a hyphen.
  const args = [
    `--host=${host}`,
    `--port=${port}`,
    `--delay-ms=${delayMs}`,
    `--ready-after-ms=${readyAfterMs}`,
  ];
  try {
    return readStandaloneArguments(fail === undefined ? args : [...args, `--fail=${fail}`]);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new Failure('usage', {
      code: 'bad-value',
      message: error.message,
      suggestion: 'bindstack stub --help',
    });
  }
}

async function listen(options: StubOptions): ReturnType<typeof startStub> {
  try {
    return await startStub(options);
  } catch (error) {
    throw new Failure(
      'environment',
      {
        code: 'cannot-listen',
        message: `cannot listen on ${options.host}:${options.port}`,
        detail: reasonOf(error),
        suggestion: 'choose another --port, or --port 0 for a free one',
      },
      { cause: error },
    );
  }
}
