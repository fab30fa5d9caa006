import { mkdir, readlink, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { now, sleep } from '../clock.ts';
import { Failure, reasonOf } from '../errors.ts';
import { startTimeOf } from '../processIdentity.ts';
import { makeDirectory, removeCreated } from './directories.ts';
import { regularText } from './regularFile.ts';

/** What is locked: the written files of a directory, the local processes or containers that are started from it, or a whole trial. */
export type LockScope = 'files' | 'embedded' | 'compose' | 'trial';

const holderSchema = z.object({
  pid: z.int().check(z.positive()),
  /** See processIdentity.ts: the id alone may be another process's by now. */
  start: z.string(),
  /** Where the id counts: the machine or, in a container, its namespace. */
  place: z.string(),
});

type Holder = z.infer<typeof holderSchema>;

/** Milliseconds after which a lock that does not say whose it is counts as left over. */
const ABANDONED_AFTER = 10_000;

export interface LockOptions {
  /** Milliseconds to wait for another run; then it is refused. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Does some work while no other run does the same in this directory. A lock whose holder has ended is taken over.
 * @throws Failure `locked` (refused) that says who holds it
 */
export async function withLock<T>(
  root: string,
  locked: LockScope,
  { waitMs, signal }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const file = lockPath(root, locked);
  const folders: string[] = [];
  await makeDirectory(dirname(file), folders).catch(async (error: unknown) => {
    await removeCreated(folders);
    throw cannotWrite(root, error);
  });
  const me = await currentHolder();
  const deadline = now() + waitMs;
  while (!(await tryAcquire(file, me))) {
    signal?.throwIfAborted();
    if (now() >= deadline) throw await lockedFailure(file, root, me);
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

/** Name of the lock, in the folder `.bindstack`. */
export function lockFileName(locked: LockScope): string {
  return `${locked}.lock`;
}

function lockPath(root: string, locked: LockScope): string {
  return join(root, '.bindstack', lockFileName(locked));
}

/** Removes a lock whose holder was killed. */
export async function removeAbandonedLock(root: string, locked: LockScope): Promise<void> {
  const file = lockPath(root, locked);
  const me = await currentHolder();
  // Taken over, so that of two runs that see it only one removes it.
  if ((await readHolder(file)) && (await tryAcquire(file, me))) await rm(file, { force: true });
}

/** Whether a lock is there whose holder was killed. */
export async function isLockAbandoned(root: string, locked: LockScope): Promise<boolean> {
  const file = lockPath(root, locked);
  return (await readHolder(file)) !== undefined && isAbandoned(file, await currentHolder());
}

function cannotWrite(root: string, error: unknown): Failure {
  return new Failure(
    'environment',
    {
      code: 'cannot-write',
      message: `cannot write ${root}`,
      detail: `${reasonOf(error)}\nNothing was changed.`,
      suggestion: 'check the permissions and the free space of the directory, or use --out DIR',
    },
    { cause: error },
  );
}

async function currentHolder(): Promise<Holder> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  const start = (await startTimeOf(process.pid)) ?? 'unknown';
  return { pid: process.pid, start, place: `${hostname()} ${namespace}` };
}

/** Takes the lock if it is free, or left over. */
async function tryAcquire(file: string, me: Holder): Promise<boolean> {
  if (await createLockFile(file, me)) return true;
  if (!(await isAbandoned(file, me))) return false;
  // Only one run at a time removes a lock: the second would remove the one that the first has taken since.
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
    if (await isAbandoned(file, me)) await rm(file, { force: true });
  } finally {
    await rmdir(removing).catch(() => {});
  }
  return createLockFile(file, me);
}

async function createLockFile(file: string, me: Holder): Promise<boolean> {
  try {
    await writeFile(file, `${JSON.stringify(me)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT') throw cannotWrite(dirname(dirname(file)), error);
    // The run that held it has removed its empty folder meanwhile.
    await mkdir(dirname(file), { recursive: true }).catch((again: NodeJS.ErrnoException) => {
      // And once more, while it was made.
      if (again.code !== 'ENOENT') throw again;
    });
    return createLockFile(file, me);
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return holderSchema.parse(JSON.parse(await regularText(file)));
  } catch {
    return undefined;
  }
}

async function isAbandoned(file: string, me: Holder): Promise<boolean> {
  const holder = await readHolder(file);
  // It is being written, or a kill came in between.
  if (!holder) return (await age(file)) > ABANDONED_AFTER;
  // The ids of another machine or container say nothing here.
  return holder.place === me.place && (await startTimeOf(holder.pid)) !== holder.start;
}

/** Milliseconds since a file was changed; 0 where it is gone. */
async function age(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

async function lockedFailure(file: string, root: string, me: Holder): Promise<Failure> {
  const holder = await readHolder(file);
  const isHere = holder?.place === me.place;
  const who = holder
    ? `process ${holder.pid}${isHere ? '' : ` on ${holder.place.split(' ')[0]}`}`
    : 'it has just begun';
  return new Failure('refused', {
    code: 'locked',
    message: `another bindstack is working in ${root} (${who})`,
    detail: 'Nothing was changed.',
    suggestion: isHere
      ? `wait until it has ended, or end it: kill ${holder.pid}`
      : `wait until it has ended; if nothing runs there any more, delete ${file}`,
  });
}
