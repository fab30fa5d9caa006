import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import {
  OLDER_WEAVIATE_VERSION,
  OLDEST_TESTED_WEAVIATE_VERSION,
  WEAVIATE_VERSION,
} from '../../src/facts/versions.ts';
import { cachedBinary } from '../../src/targets/embedded/binary.ts';
import { newPlace, type Place } from './place.ts';
import { fillWithObjects, stateOf } from './upgradeObjects.ts';

/** Flags of an upgrade of local processes. */
export const ON = '--target embedded --yes';

/** The upgrade to the version that is tested, through the older one. */
export const LADDER = `upgrade ${ON} --via ${OLDER_WEAVIATE_VERSION} --to ${WEAVIATE_VERSION}`;

/**
 * The releases through which the tests upgrade to the tested one, oldest first. A longer way, such as 1.36.23,1.37.17, is
 * given in UPGRADE_LADDER.
 */
export const WAY: readonly [string, ...string[]] = [
  ...((process.env['UPGRADE_LADDER'] ?? OLDEST_TESTED_WEAVIATE_VERSION).split(',') as [string]),
  OLDER_WEAVIATE_VERSION,
];

/** `upgrade` along that way. */
export const WHOLE_LADDER = `upgrade --yes ${WAY.slice(1)
  .map((version) => `--via ${version}`)
  .join(' ')} --to ${WEAVIATE_VERSION}`;

export interface Started {
  readonly place: Place;
  readonly url: string;
  /** The state of the server before. */
  readonly before: Awaited<ReturnType<typeof stateOf>>;
}

/** A stack of local processes of an older version, with objects. */
export async function startOld(
  version: string,
  options = '--backup-to volume',
  env: Readonly<Record<string, string>> = {},
  place = newPlace(),
): Promise<Started> {
  await place.generate(`--target compose --inference stub --weaviate-tag ${version} ${options}`);
  await place.succeed('up --target embedded', env);
  const url = await place.url();
  await fillWithObjects(url);
  const before = await stateOf(url);
  expect(before).toMatchObject({ version, objects: 300, different: 0 });
  return { place, url, before };
}

/** A cache of its own with the real servers, each of which a test can replace. */
export async function ownCache(place: Place): Promise<Record<string, string>> {
  const env = { XDG_CACHE_HOME: join(place.scratch, 'cache') };
  for (const one of [OLDEST_TESTED_WEAVIATE_VERSION, OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION]) {
    const file = cachedBinary(env, one);
    await mkdir(dirname(file), { recursive: true });
    await symlink(cachedBinary(process.env, one), file);
  }
  return env;
}

/** Replaces the server of one version in a cache by a program of its own. */
export async function replaceServer(
  env: Readonly<Record<string, string>>,
  version: string,
  script: string,
): Promise<void> {
  const file = cachedBinary(env, version);
  await rm(file);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** A cache in which the server of one version is a program of its own, and the others are the real ones. */
export async function cacheWith(
  place: Place,
  version: string,
  script: string,
): Promise<Record<string, string>> {
  const env = await ownCache(place);
  await replaceServer(env, version, script);
  return env;
}
