import { hostname } from 'node:os';
import { isRunning, startTimeOf } from '../processIdentity.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';
import { REST_TIMEOUT } from '../weaviate/timeLimits.ts';

/** Prefix of the names of test collections, followed by eight hexadecimal digits. */
export const TEST_COLLECTION = 'BindstackSmoke_';

/** The description of a test collection, also in an earlier wording. */
const OWNER =
  /^(?:Temporary collection of bindstack smoke|Made for a test by bindstack smoke, and removed by it): process (\d+) since (.+) on (.+)\.$/;

/**
 * The description of a test collection, from which later tests recognize that the process that created it was killed.
 * Undefined if the start time of the process is unknown (Windows has no `ps`): later tests then leave the collection
 * alone.
 */
export async function ownerDescription(): Promise<string | undefined> {
  const start = await startTimeOf(process.pid);
  if (start === undefined) return undefined;
  return `Temporary collection of bindstack smoke: process ${process.pid} since ${start} on ${hostname()}.`;
}

/** Whether the test that created a collection exited without removing it. Covers tests on this machine only. */
async function isOrphan({ class: name, description }: WeaviateClass): Promise<boolean> {
  const [, pid, start, host] = OWNER.exec(description ?? '') ?? [];
  if (!name.startsWith(TEST_COLLECTION) || start === undefined || host !== hostname()) return false;
  return !(await isRunning({ pid: Number(pid), start }));
}

interface WeaviateClass {
  readonly class: string;
  readonly description?: string;
}

/** Removes the collections of tests that were killed. Errors are ignored. */
export async function removeOrphans(target: WeaviateServer): Promise<void> {
  try {
    const { classes = [] } = (await rest(target, 'GET', '/v1/schema', undefined, REST_TIMEOUT)) as {
      classes?: WeaviateClass[];
    };
    for (const one of classes) {
      if (await isOrphan(one))
        await rest(target, 'DELETE', `/v1/schema/${one.class}`, undefined, REST_TIMEOUT);
    }
  } catch {
    // The checks that follow report what is wrong with the server.
  }
}
