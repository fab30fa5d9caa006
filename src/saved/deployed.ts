import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Given, GivenValues } from '../config/given.ts';
import { COLLECTION_FILE, COMPOSE_FILE } from '../facts/fileNames.ts';
import { MODALITIES, MODALITY_FACTS } from '../facts/modalities.ts';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../facts/ports.ts';
import { regularText } from '../files/regularFile.ts';
import { generatedCollectionSchema } from '../lint/collection/generatedCollectionSchema.ts';
import { vectorsOf } from '../sizing/serverUse.ts';

async function readParsed(path: string, parser: (text: string) => unknown): Promise<unknown> {
  try {
    return parser(await regularText(path));
  } catch {
    return undefined;
  }
}

function deployed(value: Given['value'], label: string): Given {
  return { value, source: 'deployed', label };
}

/** Modalities, vector layout and index of a collection definition written by bindstack. */
function fromCollection(definition: unknown): [string, Given][] {
  const result = generatedCollectionSchema.safeParse(definition);
  if (!result.success) return [];
  const vectors =
    'vectorConfig' in result.data
      ? Object.values(result.data.vectorConfig).map(({ vectorizer }) => vectorizer['multi2vec-bind'])
      : [result.data.moduleConfig['multi2vec-bind']];
  const modalities = MODALITIES.filter((m) => vectors.some((v) => MODALITY_FACTS[m].settingsKey in v));
  // One named vector per modality is `separate`, even if there is only one modality.
  const isSeparate = 'vectorConfig' in result.data && !('default' in result.data.vectorConfig);
  const kind = isSeparate ? 'separate' : vectors.some((v) => v.weights) ? 'balanced' : 'shared';
  const [{ index, compression } = { index: 'hnsw', compression: 'none' }] = vectorsOf(result.data);
  return [
    ['collection.modalities', deployed(modalities, COLLECTION_FILE)],
    ['collection.vectors', deployed(kind, COLLECTION_FILE)],
    ['collection.index', deployed(index, COLLECTION_FILE)],
    // hfresh compresses without being told.
    ...(index === 'hfresh'
      ? []
      : [['collection.compression', deployed(compression, COLLECTION_FILE)] as [string, Given]]),
  ];
}

const composePortsSchema = z.object({
  services: z.object({ weaviate: z.object({ ports: z.array(z.string()) }) }),
});

/** Bind address and ports of a docker-compose.yml written by bindstack. */
function fromCompose(file: unknown): [string, Given][] {
  const result = composePortsSchema.safeParse(file);
  if (!result.success) return [];
  return result.data.services.weaviate.ports.flatMap((mapping): [string, Given][] => {
    const [, address = '', port, target] = /^(.+):(\d+):(\d+)$/.exec(mapping) ?? [];
    const key = { [CONTAINER_HTTP_PORT]: 'httpPort', [CONTAINER_GRPC_PORT]: 'grpcPort' }[Number(target)];
    if (key === undefined) return [];
    return [
      [`weaviate.${key}`, deployed(Number(port), COMPOSE_FILE)],
      ['weaviate.bindAddress', deployed(address.replace(/^\[|\]$/g, ''), COMPOSE_FILE)],
    ];
  });
}

/**
 * The given values, completed with what the generated files of a directory say about the stack, so that
 * `bindstack smoke` tests what `bindstack generate` has configured. Files in any other form are ignored.
 */
export async function withDeployed(given: GivenValues, root: string): Promise<GivenValues> {
  const [collection, compose] = await Promise.all([
    readParsed(join(root, COLLECTION_FILE), JSON.parse),
    readParsed(join(root, COMPOSE_FILE), parse),
  ]);
  return new Map([...fromCollection(collection), ...fromCompose(compose), ...given]);
}
