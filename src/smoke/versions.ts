import { readFile } from 'node:fs/promises';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import type { WeaviateMeta } from '../targets/shared/layers.ts';
import type { Versions } from './report.ts';

const CLIENT = 'weaviate-client';

/** Version of the client's package: it exports no package.json, so that the way to it leads through its entry. */
async function clientVersion(): Promise<string | null> {
  try {
    const entry = import.meta.resolve(CLIENT);
    const root = entry.slice(0, entry.lastIndexOf(`/${CLIENT}/`) + CLIENT.length + 2);
    const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
      version?: string;
    };
    return version ?? null;
  } catch {
    return null;
  }
}

/** Version of everything that takes part in a test. */
export async function versionsOf(meta: WeaviateMeta | undefined): Promise<Versions> {
  const model = meta?.modules[BIND_MODULE]?.['version'];
  return {
    bindstack: BINDSTACK_VERSION,
    node: process.versions.node,
    client: await clientVersion(),
    weaviate: meta?.version ?? null,
    model: model === undefined ? null : String(model),
  };
}
