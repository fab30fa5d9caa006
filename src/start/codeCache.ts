import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Script } from 'node:vm';
import { EXIT } from '../errors.ts';

/** The functions that V8 compiled for one command, kept between runs: half the time of a short command. */
export interface CodeCache {
  /** What V8 compiled of this file. */
  get(file: string): Buffer | undefined;
  /** Adds a file that was loaded. */
  add(file: string, script: Script): void;
  /** Writes what was compiled, unless the file has it. Called when the process ends. */
  save(exitCode: number): void;
}

const NONE: CodeCache = { get: () => undefined, add: () => {}, save: () => {} };

/** V8 reads its data in place only if it starts at a multiple of this. */
const ALIGNMENT = 8;

/** Directories that are kept: one for each build and version of Node. */
const KEPT = 6;

/**
 * The cache of a command in `$XDG_CACHE_HOME/bindstack/compile/BUILD/COMMAND.bin`. Nothing of it ever makes a command
 * fail: what cannot be read is compiled, what cannot be written is not kept.
 * @param build changes with the code and with the version of Node; V8 itself only compares the lengths of the sources
 */
export function openCodeCache(
  env: Readonly<Record<string, string | undefined>>,
  build: string,
  command: string,
): CodeCache {
  // Node's variable for its own cache.
  const home = env['HOME'] || env['USERPROFILE'];
  const caches = env['XDG_CACHE_HOME'] || (home && join(home, '.cache'));
  if (!caches || env['NODE_DISABLE_COMPILE_CACHE']) return NONE;
  const directory = join(caches, 'bindstack', 'compile', build);
  const file = join(directory, `${command}.bin`);
  const parts = readParts(file);
  const scripts = new Map<string, Script>();
  let isComplete = true;
  return {
    get: (path) => parts.get(basename(path)),
    add(path, script) {
      scripts.set(basename(path), script);
      if (script.cachedDataRejected !== false) isComplete = false;
    },
    save(exitCode) {
      // A command that failed has run few of its functions.
      if (isComplete || (exitCode !== EXIT.ok && exitCode !== EXIT.findings)) return;
      try {
        // The first run only creates the directory: where nothing is kept, as in a container, no run pays for writing.
        if (!existsSync(directory)) {
          mkdirSync(directory, { recursive: true, mode: 0o700 });
          removeOldDirectories(dirname(directory));
          return;
        }
        for (const [name, script] of scripts) parts.set(name, script.createCachedData());
        writeParts(file, parts);
      } catch {
        // A read-only home, a full disk, …
      }
    },
  };
}

/**
 * The data by file name: a line of JSON with the sizes, then the data. V8 does not check what it is given, so only a
 * complete file of this user is used.
 */
function readParts(file: string): Map<string, Buffer> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { uid } = fstatSync(descriptor);
    if (uid !== (process.getuid?.() ?? uid)) return new Map();
    const content = readFileSync(descriptor);
    let at = content.indexOf('\n') + 1;
    const sizes = JSON.parse(content.toString('latin1', 0, at)) as Record<string, number>;
    const parts = new Map<string, Buffer>();
    for (const [name, size] of Object.entries(sizes)) {
      parts.set(name, content.subarray(at, at + size));
      at += padded(size);
    }
    return at === content.length ? parts : new Map();
  } catch {
    return new Map();
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Renamed when complete and on disk: another process, or a crash, never leaves a part of it. */
function writeParts(file: string, parts: ReadonlyMap<string, Buffer>): void {
  const temporary = `${file}.${process.pid}`;
  const sizes = JSON.stringify(Object.fromEntries([...parts].map(([name, data]) => [name, data.length])));
  const header = Buffer.from(`${sizes.padEnd(padded(sizes.length + 1) - 1)}\n`, 'latin1');
  const filled = [...parts.values()].map((data) =>
    Buffer.concat([data, Buffer.alloc(padded(data.length) - data.length)]),
  );
  try {
    const descriptor = openSync(temporary, 'w', 0o600);
    try {
      writeFileSync(descriptor, Buffer.concat([header, ...filled]));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function padded(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

/** Removes all but the newest: those of earlier versions of bindstack or Node. */
function removeOldDirectories(parent: string): void {
  const all = readdirSync(parent).map((name) => join(parent, name));
  const byAge = all.map((path) => ({ path, time: statSync(path).mtimeMs })).sort((a, b) => b.time - a.time);
  for (const { path } of byAge.slice(KEPT)) rmSync(path, { recursive: true, force: true });
}
