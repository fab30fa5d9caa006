import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT, UVICORN_PORT } from '../facts/ports.ts';

/** What a file says about how a server's container is started. */
export interface ContainerStart {
  /**
   * The words of `entrypoint` and `command`; undefined for a word that is not known. Undefined as a whole if neither
   * is set, so the image's own arguments apply.
   */
  readonly words: readonly (string | undefined)[] | undefined;
  /** Whether an `entrypoint` replaces that of the image. */
  readonly ownEntrypoint: boolean;
  /** An environment variable; undefined if it is not set, with an undefined value if its value is not known. */
  variable(name: string): { readonly value: string | undefined } | undefined;
}

/** Where Weaviate's REST API listens inside its container. Undefined: the file does not say. */
export interface ListenSettings {
  readonly host: string | undefined;
  /** `random`: there is no `--port`, so the kernel chooses one. */
  readonly port: number | 'random' | undefined;
  readonly tlsPort: number | 'random' | undefined;
  readonly schemes: readonly string[] | undefined;
  readonly grpc: number | undefined;
}

/** Default arguments of the image (weaviate/weaviate Dockerfile, CMD). */
const IMAGE_ARGUMENTS = ['--host', '0.0.0.0', '--port', `${CONTAINER_HTTP_PORT}`, '--scheme', 'http'];

const UNKNOWN = Symbol('not known');

type Value = string | typeof UNKNOWN;

/** The words inside a word, because `sh -c "weaviate --port 8001"` contains arguments too. */
function split(word: string | undefined): (string | undefined)[] {
  return word === undefined ? [undefined] : shellSplit(word);
}

/** Splits a command given as one string at unquoted blanks, like Compose. */
export function shellSplit(text: string): string[] {
  return [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g)].map(([word]) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) =>
      String(double?.replaceAll(/\\(.)/g, '$1') ?? single ?? escaped),
    ),
  );
}

/** The values of a long flag, in order; go-flags accepts `--port 1` and `--port=1`. */
function flagValues(words: readonly (string | undefined)[], flag: string): Value[] {
  return words.flatMap((word, index): Value[] => {
    if (word === `--${flag}`) return [words[index + 1] ?? UNKNOWN];
    return word?.startsWith(`--${flag}=`) ? [word.slice(flag.length + 3)] : [];
  });
}

/** Whether an unknown word could be any flag: it is not the value of a known one. */
function mayHideFlags(words: readonly (string | undefined)[]): boolean {
  return words.some((word, index) => word === undefined && !/^--[\w-]+$/.test(words[index - 1] ?? ''));
}

/**
 * Where Weaviate listens: according to its arguments, then its environment, then go-swagger's defaults (`localhost`, a
 * random port and https; weaviate/weaviate adapters/handlers/rest/server.go; measured with 1.39.3).
 */
export function weaviateListenSettings({ words, ownEntrypoint, variable }: ContainerStart): ListenSettings {
  const all = words?.flatMap(split) ?? IMAGE_ARGUMENTS;
  // An entrypoint script may add arguments.
  const isComplete =
    !mayHideFlags(all) &&
    (!ownEntrypoint || all.some((word) => /(?:^|\/)weaviate(?:-server)?$/.test(word ?? '')));
  const setting = (flag: string, name: string | undefined, fallback: string): Value => {
    const given = flagValues(all, flag).at(-1);
    if (given !== undefined) return given;
    const fromEnvironment = name === undefined ? undefined : variable(name);
    if (!isComplete) return UNKNOWN;
    return fromEnvironment ? (fromEnvironment.value ?? UNKNOWN) || fallback : fallback;
  };
  const host = setting('host', 'HOST', 'localhost');
  const schemes = flagValues(all, 'scheme');
  const grpc = variable('GRPC_PORT');
  return {
    host: host === UNKNOWN ? undefined : host,
    port: portOf(setting('port', 'PORT', '0')),
    tlsPort: portOf(setting('tls-port', 'TLS_PORT', '0')),
    schemes:
      schemes.includes(UNKNOWN) || (schemes.length === 0 && !isComplete)
        ? undefined
        : schemes.length === 0
          ? ['https']
          : schemes.filter((scheme) => scheme !== UNKNOWN),
    grpc: grpc ? wholeNumber(grpc.value === '' ? `${CONTAINER_GRPC_PORT}` : grpc.value) : CONTAINER_GRPC_PORT,
  };
}

function portOf(value: Value): number | 'random' | undefined {
  const port = value === UNKNOWN ? undefined : wholeNumber(value);
  return port === 0 ? 'random' : port;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * The port on which Weaviate serves REST, or is meant to if `--scheme` is missing; undefined if it is not known or
 * random.
 */
export function restPortOf({ port, tlsPort, schemes }: ListenSettings): number | undefined {
  const isPlain = schemes === undefined || schemes.includes('http') || tlsPort === 'random';
  const found = isPlain ? port : tlsPort;
  return found === 'random' ? undefined : found;
}

/** The port on which the inference server listens (multi2vec-bind-inference Dockerfile); undefined if not known. */
export function inferenceListenPort({ words }: Pick<ContainerStart, 'words'>): number | undefined {
  if (words === undefined) return CONTAINER_HTTP_PORT;
  const all = words.flatMap(split);
  const port = flagValues(all, 'port').at(-1);
  if (port !== undefined) return port === UNKNOWN ? undefined : wholeNumber(port);
  const isServer = all.some((word) => /(?:^|\/)uvicorn$/.test(word ?? ''));
  return isServer && !all.includes(undefined) ? UVICORN_PORT : undefined;
}
