import { Failure } from '../errors.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';

/**
 * The names of nodes in a backup and those that take their place, from Weaviate's message about a name that it does not
 * know: `cannot resolve hostname for "a", nodes=map[a:0x1e2a4a5adcc0], nodeMapping=map[]`.
 * @returns undefined for other messages
 * @throws Failure `fewer-nodes` (refused)
 */
export async function nodeMapping(
  server: WeaviateServer,
  reason: string,
  signal: AbortSignal,
): Promise<Record<string, string> | undefined> {
  const listed = /cannot resolve hostname for .*nodes=map\[([^\]]*)\]/.exec(reason)?.[1];
  if (listed === undefined) return undefined;
  const from = [...listed.matchAll(/([^\s:]+):0x[0-9a-f]+/g)].map(([, name = '']) => name).sort();
  const found = (await rest(server, 'GET', '/v1/nodes', undefined, 30_000, signal)) as {
    nodes?: readonly { name: string }[];
  };
  const here = (found.nodes ?? []).map(({ name }) => name).sort();
  const free = here.filter((name) => !from.includes(name));
  const strange = from.filter((name) => !here.includes(name));
  if (strange.length > free.length) {
    throw new Failure('refused', {
      code: 'fewer-nodes',
      message: `the backup was made on ${from.length} nodes, and this Weaviate has ${here.length}`,
      suggestion: `use at least ${from.length} nodes: bindstack generate --target helm --replicas ${from.length}, then bindstack up --target helm`,
    });
  }
  return Object.fromEntries(strange.map((name, index) => [name, free[index] ?? '']));
}
