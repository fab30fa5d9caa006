/** The stub as a separate program, for containers and detached processes; bundled into one file. */

import { ArgumentError, readStandaloneArguments, type StubOptions } from './options.ts';
import { startStub } from './server.ts';

// The log format of uvicorn, as on the real server.
const info = (text: string) => console.log(`INFO:     ${text}`);

function fail(exitCode: number, text: string): void {
  console.error(`ERROR:    ${text}`);
  process.exitCode = exitCode;
}

async function serve(options: StubOptions): Promise<void> {
  // The parent process may be gone, and the reader of this log with it.
  process.stdout.on('error', () => {});
  info('Running the bindstack stub (not ImageBind)');
  const starting = startStub(options);
  // PID 1 ignores signals without a handler. After closing, nothing is left to do and Node exits with 0.
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
