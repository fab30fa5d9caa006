import { expect, it } from 'vitest';
import { countStored } from '../../src/commands/readServer.ts';
import { type Answer, answering } from '../support/answeringServer.ts';

const json = (value: unknown): Answer => ({ status: 200, text: JSON.stringify(value) });

const SCHEMA = json({
  classes: [
    { class: 'Media', replicationConfig: { factor: 3 } },
    { class: 'ByTenant', multiTenancyConfig: { enabled: true } },
  ],
});

const shard = (name: string, objectCount: number) => ({ class: name, name: 's', objectCount });

/** Three copies of 100 objects of which 90 are on disk, and two tenants. */
const NODES = json({
  nodes: [
    { name: 'a', shards: [shard('Media', 90), shard('ByTenant', 5)] },
    { name: 'b', shards: [shard('Media', 90), shard('ByTenant', 2)] },
    { name: 'c', shards: [shard('Media', 90)] },
  ],
});

async function counted(answers: Readonly<Record<string, Answer>>): Promise<number> {
  const { url } = await answering(answers);
  const target = { http: url, grpcHost: '', grpcPort: 0, apiKey: undefined };
  return countStored(target, new AbortController().signal);
}

it('counts exactly, and tenants by what the nodes report', async () => {
  const graphql = json({ data: { Aggregate: { Media: [{ meta: { count: 100 } }] } } });
  const answers = { '/v1/schema': SCHEMA, '/v1/graphql': graphql, '/v1/nodes?output=verbose': NODES };
  expect(await counted(answers)).toBe(107);
});

it('counts what the nodes report, without copies, if GraphQL is off', async () => {
  const graphql = { status: 422, text: '{}' };
  const answers = { '/v1/schema': SCHEMA, '/v1/graphql': graphql, '/v1/nodes?output=verbose': NODES };
  expect(await counted(answers)).toBe(97);
});

it('needs nothing else from an empty server', async () => {
  expect(await counted({ '/v1/schema': json({ classes: [] }) })).toBe(0);
});

it('fails if the key is rejected', async () => {
  await expect(counted({ '/v1/schema': { status: 401, text: '{"code":401}' } })).rejects.toThrow('401');
});
