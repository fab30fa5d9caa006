import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { RunningCommand } from './command.ts';
import { asRun, expectedCodes } from './documentedRuns.ts';
import type { Place } from './place.ts';

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

export type Environment = Readonly<Record<string, string>>;

/** A directory like a user's: the files of a stack, and the command on the PATH. */
export async function furnished(place: Place, more: Environment = {}): Promise<Environment> {
  const bin = join(place.scratch, 'bin');
  await mkdir(bin, { recursive: true });
  const command = `exec "${process.execPath}" "${BIN}" "$@"\n`;
  await writeFile(join(bin, 'bindstack'), `#!/bin/sh\n${command}`);
  // `npx bindstack` is the same, once it is published.
  await writeFile(join(bin, 'npx'), `#!/bin/sh\nshift\n${command}`);
  // `npm start -- ARGS` in a clone.
  await writeFile(
    join(bin, 'npm'),
    `#!/bin/sh\nshift\n[ "$1" = -- ] && shift\n[ $# -gt 0 ] || set -- try\n${command}`,
  );
  for (const name of ['bindstack', 'npm', 'npx']) await chmod(join(bin, name), 0o755);
  const { http, grpc } = await place.ports();
  const settings = {
    BINDSTACK_NAME: place.name,
    BINDSTACK_WEAVIATE_HTTP_PORT: `${http}`,
    BINDSTACK_WEAVIATE_GRPC_PORT: `${grpc}`,
    ...more,
  };
  await place.succeed('generate --save', settings);
  return { ...settings, PATH: `${bin}:${more['PATH'] ?? process.env['PATH']}`, TMPDIR: place.scratch };
}

/** Runs a line as if pasted into a shell. */
export async function runAsWritten(
  line: string,
  heading: string,
  place: Place,
  env: Environment,
): Promise<string> {
  const shell = new RunningCommand([], {
    cwd: place.directory,
    env,
    program: ['sh', '-c', await asRun(line, place)],
  });
  if (/^bindstack (?:web|stub|explore)/.test(line)) {
    await shell.said('http://127.0.0.1:');
    await shell.endedBy('SIGINT');
    return shell.stdout;
  }
  const { exitCode, stdout, stderr } = await shell.ended;
  expect(expectedCodes(heading, line), `${line}: ${stderr.slice(-600)}`).toContain(exitCode);
  return stdout;
}

/**
 * How the shape of data differs from the example on a page: key names and types of values. Only the first entry of a
 * list is compared, and null matches any value.
 */
export function otherShape(shown: unknown, got: unknown, at = ''): string | undefined {
  if (shown === null || got === null) return undefined;
  if (Array.isArray(shown) && Array.isArray(got)) {
    return shown.length === 0 || got.length === 0 ? undefined : otherShape(shown[0], got[0], `${at}[0]`);
  }
  if (typeof shown !== 'object' || typeof got !== 'object' || Array.isArray(shown) || Array.isArray(got)) {
    const [want, have] = [shown, got].map((value) => (Array.isArray(value) ? 'list' : typeof value));
    return want === have ? undefined : `${at}: ${have} instead of ${want}`;
  }
  const [want, have] = [Object.keys(shown).sort().join(), Object.keys(got).sort().join()];
  if (want !== have) return `${at}: keys ${have} instead of ${want}`;
  const inner = got as Readonly<Record<string, unknown>>;
  return Object.entries(shown)
    .map(([key, value]) => otherShape(value, inner[key], `${at}.${key}`))
    .find((difference) => difference !== undefined);
}
