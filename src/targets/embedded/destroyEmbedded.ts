import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { isRunning } from './detached.ts';
import { downEmbedded } from './downEmbedded.ts';
import { EMBEDDED_DIRECTORY, readRecord } from './record.ts';
import { straysOf } from './strays.ts';

type Needs = Pick<Context, 'cwd' | 'out'>;

/** The processes of a directory that run, and its folder of data and logs. */
export async function embeddedParts({ cwd }: Needs): Promise<string[]> {
  const parts: string[] = [];
  const recorded = (await readRecord(cwd))?.processes ?? [];
  for (const process of [...recorded, ...(await straysOf(cwd, recorded))]) {
    if (await isRunning(process)) parts.push(`process ${process.pid} (${process.service})`);
  }
  const entries = await readdir(join(cwd, EMBEDDED_DIRECTORY)).catch(() => []);
  if (entries.length > 0) parts.push(`directory ${EMBEDDED_DIRECTORY}, with the data in it`);
  return parts;
}

export async function destroyEmbedded(context: Needs): Promise<void> {
  await downEmbedded(context);
  await rm(join(context.cwd, EMBEDDED_DIRECTORY), { recursive: true, force: true });
}
