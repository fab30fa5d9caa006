import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newPlace } from '../support/place.ts';

it('a derived memory limit is neither saved nor lowered without being asked', async () => {
  const place = await newPlace();
  const saved = () => readFile(join(place.directory, 'bindstack.yaml'), 'utf8');
  const limit = async () =>
    /mem_limit: (\w+)/.exec(
      (await readFile(join(place.directory, 'docker-compose.yml'), 'utf8')).split('\n  weaviate:\n')[1] ?? '',
    )?.[1];
  await place.succeed('generate --objects 10M');
  expect(await saved()).toContain('objects: 10M');
  expect(await saved()).not.toContain('memory');
  const before = await limit();
  expect(before).toMatch(/^\d\dg$/);

  const fewer = await place.run('generate --objects 1M');
  expect(fewer.exitCode).toBe(3);
  expect(fewer.stderr).toContain(
    `add --weaviate-memory ${before} to keep the current values, or --weaviate-memory 4g to confirm`,
  );
  expect(await limit()).toBe(before);

  // 4g is the default, but here it replaces a derived value.
  await place.succeed('generate --objects 1M --weaviate-memory 4g');
  expect(await saved()).toContain('memory: 4g');
  expect(await limit()).toBe('4g');

  // An empty value makes it a derived one again.
  await place.succeed(['generate', '--weaviate-memory', '', '--objects', '10M']);
  expect(await saved()).not.toContain('memory');
  expect(await limit()).toBe(before);
  await place.succeed('check');
});
