import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { StackConfig } from '../options/table.ts';
import type { Assets } from '../render/files.ts';

/** The stub as one file: `dist/stub/server.mjs`, next to the bundle or above its chunks. */
function serverUrl(): URL {
  const inChunks = import.meta.url.includes('/chunks/');
  return new URL(inChunks ? '../stub/server.mjs' : './stub/server.mjs', import.meta.url);
}

/** Path of the stub, to be run with Node. */
export function stubServerPath(): string {
  return fileURLToPath(serverUrl());
}

/** What rendering needs in addition to the configuration. */
export async function loadAssets({
  inference,
  clients,
}: Pick<StackConfig, 'inference' | 'clients'>): Promise<Assets> {
  return {
    stubServer: inference.mode === 'stub' ? await readFile(serverUrl(), 'utf8') : '',
    renderClients: clients.length > 0 ? (await import('../render/client.ts')).renderClients : () => [],
  };
}
