import { mkdir, readlink, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { now, sleep } from '../clock.ts';
import { Failure, reasonOf } from '../errors.ts';
import { lazy } from '../formats/lazy.ts';
import { startTimeOf } from '../processIdentity.ts';
import { makeDirectory, removeCreated } from './directories.ts';
import { regularText } from './regularFile.ts';

/**
 * What is locked: the files of a directory, the processes or containers started from it, its upgrade, a whole trial, a
 * server in the cache, or the test of a backup.
 */
export type LockScope = 'files' | 'embedded' | 'compose' | 'upgrade' | 'trial' | 'server' | 'drill';

const holderSchema = lazy(() =>
  z.object({
    pid: z.int().check(z.positive()),
    /** See processIdentity.ts: the id alone may belong to another process by now. */
    start: z.string(),
    /** Where the id is valid: the host name and process namespace. */
    place: z.string(),
  }),
);

type Holder = z.infer<ReturnType<typeof holderSchema>>;

/** Milliseconds after which a lock that cannot be read counts as abandoned. */
const ABANDONED_AFTER = 10_000;

export interface LockOptions {
  /** Milliseconds to wait for another run before giving up. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  /** Called repeatedly while another run holds the lock. */
  readonly onWait?: () => void;
}

/**
 * Runs `work` while no other run holds the same lock of this directory. The lock of a process that has exited is taken
 * over.
 * @throws Failure `locked` (refused) that names the holder
 */
export async function withLock<T>(
  root: string,
  scope: LockScope,
  { waitMs, signal, onWait }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const file = lockPath(root, scope);
  const folders: string[] = [];
  await makeDirectory(dirname(file), folders).catch(async (error: unknown) => {
    await removeCreated(folders);
    throw cannotWrite(root, error);
  });
  const self = await currentHolder();
  const deadline = now() + waitMs;
  while (!(await tryAcquire(file, self))) {
    signal?.throwIfAborted();
    if (now() >= deadline) throw await lockedFailure(file, root, self);
    onWait?.();
    await sleep(100, signal);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
    await rmdir(dirname(file)).catch(() => {});
    await removeCreated(folders);
  }
}

/** Name of the lock file in the folder `.bindstack`. */
export function lockFileName(scope: LockScope): string {
  return `${scope}.lock`;
}

function lockPath(root: string, scope: LockScope): string {
  return join(root, '.bindstack', lockFileName(scope));
}

/** Removes a lock whose holder was killed. */
export async function removeAbandonedLock(root: string, scope: LockScope): Promise<void> {
  const file = lockPath(root, scope);
  const self = await currentHolder();
  // Acquired first: if two runs find the lock, only one of them removes it.
  if ((await readHolder(file)) && (await tryAcquire(file, self))) await rm(file, { force: true });
}

/** Whether there is a lock whose holder was killed. */
export async function isLockAbandoned(root: string, scope: LockScope): Promise<boolean> {
  const file = lockPath(root, scope);
  return (await readHolder(file)) !== undefined && isAbandoned(file, await currentHolder());
}

function cannotWrite(root: string, error: unknown): Failure {
  return new Failure(
    'environment',
    {
      code: 'cannot-write',
      message: `cannot write ${root}`,
      detail: `${reasonOf(error)}\nNothing was changed.`,
      suggestion: 'check the permissions and free space of the directory, or use --out DIR',
    },
    { cause: error },
  );
}

async function currentHolder(): Promise<Holder> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  const start = (await startTimeOf(process.pid)) ?? 'unknown';
  return { pid: process.pid, start, place: `${hostname()} ${namespace}` };
}

/** Acquires the lock if it is free or abandoned. */
async function tryAcquire(file: string, self: Holder): Promise<boolean> {
  if (await createLockFile(file, self)) return true;
  if (!(await isAbandoned(file, self))) return false;
  // Only one run at a time may remove an abandoned lock: a second would remove the lock that the first has acquired.
  const removing = `${file}.removing`;
  const isMine = await mkdir(removing).then(
    () => true,
    () => false,
  );
  if (!isMine) {
    if ((await age(removing)) > ABANDONED_AFTER) await rmdir(removing).catch(() => {});
    return false;
  }
  try {
    if (await isAbandoned(file, self)) await rm(file, { force: true });
  } finally {
    await rmdir(removing).catch(() => {});
  }
  return createLockFile(file, self);
}

async function createLockFile(file: string, self: Holder): Promise<boolean> {
  try {
    await writeFile(file, `${JSON.stringify(self)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT') throw cannotWrite(dirname(dirname(file)), error);
    // The run that held the lock has just removed the empty folder.
    await mkdir(dirname(file), { recursive: true }).catch((again: NodeJS.ErrnoException) => {
      // It was removed again during mkdir.
      if (again.code !== 'ENOENT') throw again;
    });
    return createLockFile(file, self);
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return holderSchema().parse(JSON.parse(await regularText(file)));
  } catch {
    return undefined;
  }
}

async function isAbandoned(file: string, self: Holder): Promise<boolean> {
  const holder = await readHolder(file);
  // The lock is just being written, or its process was killed while writing it.
  if (!holder) return (await age(file)) > ABANDONED_AFTER;
  // Process ids of another machine or container are meaningless here.
  return holder.place === self.place && (await startTimeOf(holder.pid)) !== holder.start;
}

/** Milliseconds since a file was modified; 0 if it does not exist. */
async function age(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

async function lockedFailure(file: string, root: string, self: Holder): Promise<Failure> {
  const holder = await readHolder(file);
  const isHere = holder?.place === self.place;
  const who = holder
    ? `process ${holder.pid}${isHere ? '' : ` on ${holder.place.split(' ')[0]}`}`
    : 'it has just started';
  return new Failure('refused', {
    code: 'locked',
    message: `another bindstack process is running in ${root} (${who})`,
    detail: 'Nothing was changed.',
    suggestion: isHere
      ? `wait until it finishes, or stop it: kill ${holder.pid}`
      : `wait until it finishes; if it is no longer running, delete ${file}`,
  });
}
