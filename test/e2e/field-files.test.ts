import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addToFile } from '../../src/add/addToFile.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { Failure } from '../../src/errors.ts';
import { fix } from '../../src/lint/fix.ts';
import { directoryForTests } from '../support/directory.ts';
import { fieldCompose } from '../support/fieldCompose.ts';
import { isThorough } from '../support/properties.ts';
import { compose, describeWith } from '../support/requirements.ts';

/** Number of files; Compose reads each of them up to four times. */
const SAMPLE = isThorough ? 200 : 40;
const { config } = resolveConfig(new Map());

async function addedOrNot(text: string, services: readonly string[]): Promise<string | undefined> {
  try {
    const input = { name: 'docker-compose.yml', text, kind: 'compose' } as const;
    return await addToFile(input, { config, requested: { isGiven: () => false }, services, ask: undefined });
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

describeWith([compose], 'Compose files as users write them', () => {
  const directory = directoryForTests();

  it('that Compose accepts are still accepted after --fix and after add', async () => {
    const files = fc.sample(fieldCompose, { numRuns: SAMPLE, seed: 20_261_130 });
    let read = 0;
    const broken: string[] = [];
    const refusal = async (text: string): Promise<string | undefined> => {
      const cwd = join(directory(), 'project');
      mkdirSync(cwd, { recursive: true });
      writeFileSync(join(cwd, 'docker-compose.yml'), text);
      writeFileSync(join(cwd, 'weaviate.env'), 'QUERY_DEFAULTS_LIMIT=25\n');
      writeFileSync(join(cwd, 'vectors.yml'), 'services:\n  vectors:\n    image: example/vectors:1\n');
      const env = { KEYS: 'one,two', GRPC_PORT: '50051', BIND_URL: 'http://bind:8080' };
      const result = await execa('docker', ['compose', 'config', '-q'], { cwd, env, reject: false });
      return result.exitCode === 0 ? undefined : result.stderr;
    };
    for (const { text, weaviates } of files) {
      if ((await refusal(text)) !== undefined) continue;
      read += 1;
      const input = { name: 'docker-compose.yml', text, kind: 'compose' } as const;
      for (const after of [fix(input, () => true).texts.get(input.name), await addedOrNot(text, weaviates)]) {
        const fault = after === undefined ? undefined : await refusal(after);
        if (fault !== undefined) broken.push(`${fault}\n${after}`);
      }
    }
    expect(broken).toEqual([]);
    expect(read).toBeGreaterThan(SAMPLE / 3);
    // About 100 runs of Compose, 0.2 s each on an idle machine.
  }, 900_000);
});
