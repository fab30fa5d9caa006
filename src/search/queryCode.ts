import pythonTemplate from '../../templates/query.py.hbs';
import shellTemplate from '../../templates/query.sh.hbs';
import typescriptTemplate from '../../templates/query.ts.hbs';
import { PYTHON_CLIENT_VERSION, TYPESCRIPT_CLIENT_VERSION } from '../facts/versions.ts';
import { shellWord } from '../formats/quoting.ts';
import { renderTemplate } from '../render/template.ts';
import { getQuery } from '../weaviate/graphql.ts';
import type { Near } from '../weaviate/near.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { VECTOR_TIME_LIMIT } from '../weaviate/timeLimits.ts';
import { type FindOptions, nearQueries } from './findNear.ts';
import type { SearchedCollection } from './searchedCollection.ts';

/** Stands for the content of the file in a query, until that is cut there. */
const MARK = Buffer.from('the content of the file');

/** What the programs print of each hit, as far as the collection has it. */
const SHOWN = ['title', 'path', 'kind', 'start', 'end'];

/**
 * Characters that end a line in some language, or that hide or reorder what a reader sees. JSON leaves them as they are.
 */
const HIDDEN = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A literal that JSON, Python and TypeScript read as the same value. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replace(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const listed = (texts: readonly string[]) => `[${texts.map(quoted).join(', ')}]`;

/**
 * A search as other programs send it, by the name of the program or language. It has a variable for the key and the name
 * of the file for its content.
 * @param fileName of a query that is not a text
 * @throws Failure (usage) if the collection cannot be searched in this way
 */
export function queryCode(
  { http, grpcHost, grpcPort, grpcSecure = false, apiKey, ca }: WeaviateServer,
  collection: SearchedCollection,
  near: Near,
  options: Omit<FindOptions, 'signal'>,
  fileName: string,
): Record<string, string> {
  const isMedium = near.kind !== 'text' && near.kind !== 'object';
  const marked: Near = isMedium ? { kind: near.kind, medium: MARK } : near;
  const queries = nearQueries(collection, marked, options);
  const measure = options.hybrid ? 'score' : 'distance';
  const properties = SHOWN.filter((name) => collection.properties.has(name));
  const bodies = queries.map(({ query }) => {
    const select = [...properties, `_additional {id ${measure}}`];
    return quoted({ query: getQuery({ ...query, select }) }).split(MARK.toString('base64'));
  });
  const { hostname, port, protocol } = new URL(http);
  const secure = protocol === 'https:';
  const names = queries.map(({ vector }) => vector.name);
  const address = `${http}/v1/graphql`;
  const clientMethod = { object: 'near_object', text: options.hybrid ? 'hybrid' : 'near_text' };
  const method = isMedium ? 'near_media' : clientMethod[near.kind];
  const text = near.kind === 'text' ? quoted(near.text) : '';
  const id = near.kind === 'object' ? quoted(near.id) : '';
  // weaviate-client for TypeScript sends these wrong (templates/client.ts.hbs).
  const byGraphQL = near.kind === 'video' || near.kind === 'imu';
  const context = {
    versions: { python: PYTHON_CLIENT_VERSION, typescript: TYPESCRIPT_CLIENT_VERSION },
    key: apiKey !== undefined,
    certificates: ca && shellWord(ca.file),
    url: shellWord(address),
    address: quoted(address),
    host: quoted(hostname.replace(/^\[|\]$/g, '')),
    port: port || (secure ? 443 : 80),
    secure,
    grpcHost: quoted(grpcHost),
    grpcPort,
    grpcSecure,
    seconds: VECTOR_TIME_LIMIT[isMedium ? near.kind : 'text'] / 1000,
    collection: quoted(collection.name),
    vectors: names.map((name) => (name === undefined ? 'None' : quoted(name))).join(', '),
    tsVectors: names.map((name) => (name === undefined ? 'undefined' : quoted(name))).join(', '),
    method,
    tsMethod: method.replace(/_(.)/, (_, letter: string) => letter.toUpperCase()),
    tsQuery: isMedium ? `medium, ${quoted(near.kind)}` : text || id,
    text,
    id,
    hybrid: options.hybrid,
    kind: near.kind.toUpperCase(),
    file: isMedium && quoted(fileName),
    shellFile: shellWord(fileName),
    limit: queries[0]?.query.arguments['limit'],
    kinds: queries.some(({ query }) => query.arguments['where'] !== undefined) && listed(options.kinds),
    properties: listed(properties),
    measure,
    searches: bodies.map(([before = '', after = '']) => ({
      before: shellWord(before),
      after: shellWord(after),
    })),
    graphql: byGraphQL && bodies.map(([before, after]) => ({ before: quoted(before), after: quoted(after) })),
  };
  return {
    curl: renderTemplate(shellTemplate, context),
    Python: renderTemplate(pythonTemplate, context),
    TypeScript: renderTemplate(typescriptTemplate, context),
  };
}
