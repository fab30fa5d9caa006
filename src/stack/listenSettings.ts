import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT, UVICORN_PORT } from '../facts/ports.ts';

/** How a server's container is started, as far as a file says it. */
export interface ContainerStart {
  /**
   * The words of `entrypoint` and `command`, one by one; undefined for a word that is not known. Undefined as a whole
   * where neither is given, so that the image's own arguments count.
   */
  readonly words: readonly (string | undefined)[] | undefined;
  /** Whether an `entrypoint` takes the place of the image's. */
  readonly ownEntrypoint: boolean;
  /** A variable of the environment; undefined where it is not set, without a value where it is not known. */
  variable(name: string): { readonly value: string | undefined } | undefined;
}

/** Where Weaviate's REST API listens inside its container. Undefined stands for what the file does not say. */
export interface ListenSettings {
  readonly host: string | undefined;
  /** `random`: no `--port`, so that the kernel chooses one. */
  readonly port: number | 'random' | undefined;
  readonly tlsPort: number | 'random' | undefined;
  readonly schemes: readonly string[] | undefined;
  readonly grpc: number | undefined;
}

/** Arguments of the image (weaviate/weaviate Dockerfile, CMD). */
const IMAGE_ARGUMENTS = ['--host', '0.0.0.0', '--port', `${CONTAINER_HTTP_PORT}`, '--scheme', 'http'];

const UNKNOWN = Symbol('not known');

type Value = string | typeof UNKNOWN;

/** The words of shell text inside a word, so that `sh -c "weaviate --port 8001"` has its arguments as well. */
function split(word: string | undefined): (string | undefined)[] {
  return word === undefined ? [undefined] : shellSplit(word);
}

/** A command in one text, as Compose splits it: by blanks, outside of quotes. */
export function shellSplit(text: string): string[] {
  return [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g)].map(([word]) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) =>
      String(double?.replaceAll(/\\(.)/g, '$1') ?? single ?? escaped),
    ),
  );
}

/** The values of a long flag, in order; go-flags takes `--port 1` and `--port=1`. */
function flagValues(words: readonly (string | undefined)[], flag: string): Value[] {
  return words.flatMap((word, index): Value[] => {
    if (word === `--${flag}`) return [words[index + 1] ?? UNKNOWN];
    return word?.startsWith(`--${flag}=`) ? [word.slice(flag.length + 3)] : [];
  });
}

/** A word that is not known, and is not the value of a flag that is: it may be any flag. */
function mayHideFlags(words: readonly (string | undefined)[]): boolean {
  return words.some((word, index) => word === undefined && !/^--[\w-]+$/.test(words[index - 1] ?? ''));
}

/**
 * Where Weaviate listens: by its arguments, else its environment, else go-swagger's defaults, which are `localhost`, a
 * random port and https (weaviate/weaviate adapters/handlers/rest/server.go; measured with 1.39.3).
 */
export function weaviateListenSettings({ words, ownEntrypoint, variable }: ContainerStart): ListenSettings {
  const all = words?.flatMap(split) ?? IMAGE_ARGUMENTS;
  // A script of the user's own may add arguments.
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
 * The port that Weaviate serves REST on, or is meant to where `--scheme` was forgotten; undefined where that is not
 * known, and where it is random.
 */
export function restPortOf({ port, tlsPort, schemes }: ListenSettings): number | undefined {
  const isPlain = schemes === undefined || schemes.includes('http') || tlsPort === 'random';
  const found = isPlain ? port : tlsPort;
  return found === 'random' ? undefined : found;
}

/** The port that the inference server listens on (multi2vec-bind-inference Dockerfile); undefined where that is not known. */
export function inferenceListenPort({ words }: Pick<ContainerStart, 'words'>): number | undefined {
  if (words === undefined) return CONTAINER_HTTP_PORT;
  const all = words.flatMap(split);
  const port = flagValues(all, 'port').at(-1);
  if (port !== undefined) return port === UNKNOWN ? undefined : wholeNumber(port);
  const isServer = all.some((word) => /(?:^|\/)uvicorn$/.test(word ?? ''));
  return isServer && !all.includes(undefined) ? UVICORN_PORT : undefined;
}
