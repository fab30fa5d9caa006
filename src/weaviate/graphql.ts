import { rest, type WeaviateServer } from './rest.ts';

/** A value in a query. */
export type GraphQLValue =
  | string
  | number
  | boolean
  | Enumerated
  | readonly GraphQLValue[]
  | { readonly [name: string]: GraphQLValue | undefined };

/** A name that GraphQL knows, such as `Equal`: written without quotes. */
class Enumerated {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export const enumerated = (name: string): GraphQLValue => new Enumerated(name);

/**
 * A value as GraphQL writes it. Every string literal of JSON is one of GraphQL with the same value: both know the escapes
 * `\" \\ \/ \b \f \n \r \t \uXXXX`, and JSON.stringify escapes all that GraphQL does not take as it is (specification of
 * October 2021, 2.9.4).
 */
export function literal(value: GraphQLValue): string {
  if (value instanceof Enumerated) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return typeof value === 'object' ? `{${fields(value)}}` : JSON.stringify(value);
}

function fields(values: object): string {
  return Object.entries(values as Readonly<Record<string, GraphQLValue | undefined>>)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${literal(value)}`]))
    .join(', ');
}

/** A query for objects of one collection. */
export interface ObjectQuery {
  readonly collection: string;
  /** What follows the name of the collection: `limit`, `where`, `nearText`, … */
  readonly arguments: Readonly<Record<string, GraphQLValue | undefined>>;
  /** What is wanted of each object: `title`, `_additional {id distance}`. */
  readonly select: readonly string[];
}

/** The text of a query, which can also be shown. */
export function getQuery({ collection, arguments: given, select }: ObjectQuery): string {
  return `{Get {${collection}(${fields(given)}) {${select.join(' ')}}}}`;
}

/**
 * Asks for objects.
 * @param timeout milliseconds
 * @throws CheckFailure, RestError as `rest` does
 * @throws Error with Weaviate's message if it rejects the query, or what it searches with
 */
export async function getObjects(
  server: WeaviateServer,
  query: ObjectQuery,
  timeout: number,
  signal?: AbortSignal,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const body = { query: getQuery(query) };
  const response = (await rest(server, 'POST', '/v1/graphql', body, timeout, signal)) as {
    data?: { Get?: Record<string, Record<string, unknown>[] | null> } | null;
    errors?: readonly { message: string }[] | null;
  };
  if (response.errors?.[0]) throw new Error(response.errors[0].message);
  return response.data?.Get?.[query.collection] ?? [];
}
