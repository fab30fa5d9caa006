/** The stub as a program of its own, for containers and detached processes; bundled into one file. */

import { ArgumentError, readStandaloneArguments, type StubOptions } from './options.ts';
import { startStub } from './server.ts';

// The line format of uvicorn, so that the log reads like the real server's.
const info = (text: string) => console.log(`INFO:     ${text}`);

function fail(exitCode: number, text: string): void {
  console.error(`ERROR:    ${text}`);
  process.exitCode = exitCode;
}

async function serve(options: StubOptions): Promise<void> {
  // Who started this may be gone, and the other end of the log with it.
  process.stdout.on('error', () => {});
  info('Running on the bindstack stand-in (not ImageBind)');
  const starting = startStub(options);
  // Without a handler a signal does nothing to PID 1. After closing nothing is left to do, and Node ends with 0.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      info('Shutting down');
      void starting.then((stub) => stub.close());
    });
  }
  const { port } = await starting;
  const host = options.host ?? '';
  info(`Listening on http://${host.includes(':') ? `[${host}]` : host}:${port}`);
}

try {
  await serve(readStandaloneArguments(process.argv.slice(2)));
} catch (error) {
  if (error instanceof ArgumentError) fail(2, error.message);
  else fail(1, error instanceof Error ? error.message : String(error));
}
