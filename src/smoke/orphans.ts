import { hostname } from 'node:os';
import { isRunning, startTimeOf } from '../processIdentity.ts';
import { REST_TIMEOUT } from './budgets.ts';
import { rest, type SmokeTarget } from './rest.ts';

/** Name of a test collection, with eight hexadecimal digits behind it. */
export const TEST_COLLECTION = 'BindstackSmoke_';

const OWNER = /^Made for a test by bindstack smoke, and removed by it: process (\d+) since (.+) on (.+)\.$/;

/**
 * The description of a test collection, by which a later test sees that whoever made it was killed. Undefined where
 * the system does not say when a process began (Windows has no `ps`): its collections are nobody's to remove.
 */
export async function ownerDescription(): Promise<string | undefined> {
  const start = await startTimeOf(process.pid);
  if (start === undefined) return undefined;
  return `Made for a test by bindstack smoke, and removed by it: process ${process.pid} since ${start} on ${hostname()}.`;
}

/** Whether the test that made a collection has ended without removing it. Only this machine's tests are known. */
async function isOrphan({ class: name, description }: WeaviateClass): Promise<boolean> {
  const [, pid, start, host] = OWNER.exec(description ?? '') ?? [];
  if (!name.startsWith(TEST_COLLECTION) || start === undefined || host !== hostname()) return false;
  return !(await isRunning({ pid: Number(pid), start }));
}

interface WeaviateClass {
  readonly class: string;
  readonly description?: string;
}

/** Removes the collections of tests that were killed. One that cannot be removed is left, as it was. */
export async function removeOrphans(target: SmokeTarget): Promise<void> {
  try {
    const { classes = [] } = (await rest(target, 'GET', '/v1/schema', undefined, REST_TIMEOUT)) as {
      classes?: WeaviateClass[];
    };
    for (const one of classes) {
      if (await isOrphan(one))
        await rest(target, 'DELETE', `/v1/schema/${one.class}`, undefined, REST_TIMEOUT);
    }
  } catch {
    // The test itself says what is wrong with the server.
  }
}
