import { beforeAll, describe, expect, it } from 'vitest';
import { MEDIA_METADATA } from '../../src/facts/mediaMetadata.ts';
import { MODALITIES, MODALITY_FACTS, type Modality } from '../../src/facts/modalities.ts';
import { renderClients } from '../../src/render/client.ts';
import { renderFiles } from '../../src/render/files.ts';
import type { RenderedFile } from '../../src/render/template.ts';
import { configOf } from '../support/config.ts';
import { placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { collectionsOf, weaviateRest } from '../support/weaviateRest.ts';

const MODES = ['shared', 'balanced', 'separate'] as const;

/** Every non-empty subset of the modalities. */
const COMBINATIONS: readonly (readonly Modality[])[] = Array.from({ length: 127 }, (_, i) =>
  MODALITIES.filter((_, bit) => ((i + 1) >> bit) & 1),
);

function rendered(
  modalities: readonly Modality[],
  mode: string,
  collection = 'Media',
): readonly RenderedFile[] {
  const line = `--collection ${collection} --modalities ${modalities.join(',')} --vectors ${mode}`;
  return renderFiles(configOf(line), { stubServer: '', renderClients });
}

function textOf(files: readonly RenderedFile[], path: string): string {
  const file = files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`no ${path}`);
  return file.text;
}

interface Settings {
  readonly [key: string]: unknown;
}

/** The settings of multi2vec-bind, by named vector. */
function settingsIn(definition: string): Record<string, Settings> {
  const { vectorConfig } = JSON.parse(definition) as {
    vectorConfig: Record<string, { vectorizer: { 'multi2vec-bind': Settings } }>;
  };
  return Object.fromEntries(
    Object.entries(vectorConfig).map(([name, { vectorizer }]) => [name, vectorizer['multi2vec-bind']]),
  );
}

const fieldsOf = (modalities: readonly Modality[]) =>
  Object.fromEntries(modalities.map((m) => [MODALITY_FACTS[m].settingsKey, [m]]));

describe.each(MODES)('every combination of modalities, vectors %s', (mode) => {
  it('generates the same docker-compose.yml and values.yaml', () => {
    const defaults = rendered(['text', 'image'], 'shared');
    for (const modalities of COMBINATIONS) {
      const files = rendered(modalities, mode);
      expect(files.map(({ path }) => path)).toEqual(defaults.map(({ path }) => path));
      for (const path of ['docker-compose.yml', 'values.yaml']) {
        expect(textOf(files, path) === textOf(defaults, path), `${path} of ${modalities}`).toBe(true);
      }
    }
  });

  it('generates a collection with exactly these properties and fields', () => {
    for (const modalities of COMBINATIONS) {
      const text = textOf(rendered(modalities, mode), 'collection.json');
      const { properties } = JSON.parse(text) as { properties: { name: string; dataType: string[] }[] };
      expect(Object.fromEntries(properties.map(({ name, dataType }) => [name, dataType[0]]))).toEqual({
        title: 'text',
        ...Object.fromEntries(modalities.map((m) => [m, m === 'text' ? 'text' : 'blob'])),
        ...Object.fromEntries(Object.entries(MEDIA_METADATA).map(([n, { dataType }]) => [n, dataType])),
      });
      const settings = settingsIn(text);
      if (mode === 'separate') {
        expect(settings).toEqual(Object.fromEntries(modalities.map((m) => [m, fieldsOf([m])])));
      } else {
        const { weights, ...fields } = settings['default'] ?? {};
        expect(fields).toEqual(fieldsOf(modalities));
        expect(weights === undefined).toBe(mode === 'shared');
        if (mode === 'balanced') expect(Object.keys(weights as object)).toEqual(Object.keys(fields));
      }
    }
  });
});

/** Concurrent requests. Raft processes them one after the other anyway. */
const CONCURRENCY = 8;

describeWith([weaviate], 'a real Weaviate', () => {
  const place = placeForSuite();
  beforeAll(async () => {
    await place().succeed(await place().embedded());
  });

  it.each(MODES)('accepts the collection for every combination, vectors %s', async (mode) => {
    const url = await place().url();
    const waiting = [...COMBINATIONS.entries()];
    const rejected: string[] = [];
    const worker = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [number, modalities] = next;
        const name = `Combination_${mode}_${number}`;
        const definition = textOf(rendered(modalities, mode, name), 'collection.json');
        const created = await weaviateRest(url, 'POST', '/v1/schema', { body: definition });
        if (created.status !== 200)
          rejected.push(`${modalities}: ${created.status} ${JSON.stringify(created.body)}`);
        const stored = await weaviateRest(url, 'GET', `/v1/schema/${name}`);
        // Compares what Weaviate stored: it would silently drop a misspelled field.
        for (const [vector, settings] of Object.entries(settingsIn(definition))) {
          expect(settingsIn(JSON.stringify(stored.body))[vector]).toMatchObject(settings);
        }
        expect((await weaviateRest(url, 'DELETE', `/v1/schema/${name}`)).status).toBe(200);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    expect(rejected).toEqual([]);
    expect(await collectionsOf(url)).toEqual([]);
  });
});
