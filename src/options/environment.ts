import { OPTIONS } from './table.ts';

const PREFIX = 'BINDSTACK_';

/** Variables with the prefix that do not set an option. */
const OTHER_VARIABLES = ['BINDSTACK_WEAVIATE_BINARY'];

/** `BINDSTACK_WEAVIATE_HTTP_PORT` for `weaviate.httpPort`. */
export function variableOf(key: string): string {
  return (
    PREFIX +
    key
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .replaceAll('.', '_')
      .toUpperCase()
  );
}

/** Every variable that bindstack reads, with the key of the option that it sets, if any. */
export const VARIABLES: ReadonlyMap<string, string | undefined> = new Map([
  ...OPTIONS.map(({ key }) => [variableOf(key), key] as const),
  ...OTHER_VARIABLES.map((name) => [name, undefined] as const),
]);

/** Variables of an environment with the prefix that bindstack does not know, such as mistyped ones. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env).filter((name) => name.startsWith(PREFIX) && !VARIABLES.has(name));
}
