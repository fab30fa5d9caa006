import { parse } from 'yaml';
import typescriptCheckTemplate from '../../templates/client.check.ts.hbs';
import pythonTemplate from '../../templates/client.py.hbs';
import typescriptTemplate from '../../templates/client.ts.hbs';
import pythonCheckTemplate from '../../templates/client_check.py.hbs';
import {
  PYTHON_CHECK_FILE,
  PYTHON_FILE,
  TYPESCRIPT_CHECK_FILE,
  TYPESCRIPT_FILE,
} from '../facts/fileNames.ts';
import { type MediaModality, MODALITIES, MODALITY_FACTS } from '../facts/modalities.ts';
import {
  NODE_20_CLIENT_VERSION,
  OLDEST_PYTHON_CLIENT_VERSION,
  PYTHON_CLIENT_VERSION,
  TYPESCRIPT_CLIENT_VERSION,
} from '../facts/versions.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { bracketed } from '../formats/addresses.ts';
import { clientHost, fileSuffixes, maxParallelObjects } from '../stack/client.ts';
import type { Stack } from '../stack/stack.ts';
import { requestTimeout } from '../stack/weaviate.ts';
import { literal, PYTHON, TYPESCRIPT } from './clientLiteral.ts';
import { checkedText, type RenderedFile, renderTemplate } from './template.ts';

/** The client of each language in `clients`, and its self-test. */
export function renderClients(stack: Stack): RenderedFile[] {
  const { clients } = stack.config;
  const files: RenderedFile[] = [];
  if (clients.includes('python')) {
    files.push(
      { path: PYTHON_FILE, text: renderPythonClient(stack) },
      { path: PYTHON_CHECK_FILE, text: renderTemplate(pythonCheckTemplate, clientContext(stack)) },
    );
  }
  if (clients.includes('typescript')) {
    files.push(
      { path: TYPESCRIPT_FILE, text: renderTypescriptClient(stack) },
      { path: TYPESCRIPT_CHECK_FILE, text: renderTemplate(typescriptCheckTemplate, clientContext(stack)) },
    );
  }
  return files;
}

/** What the headers say to install. */
const LIBRARIES = {
  python: PYTHON_CLIENT_VERSION,
  oldestPython: OLDEST_PYTHON_CLIENT_VERSION,
  typescript: TYPESCRIPT_CLIENT_VERSION,
  typescriptOnNode20: NODE_20_CLIENT_VERSION,
};

/** The context for the templates of both languages. */
function clientContext({ config }: Stack) {
  const { weaviate, collection, kubernetes, targets } = config;
  const { httpPort, grpcPort } = weaviate;
  const { modalities, vectors } = collection;
  const media = modalities.filter((modality): modality is MediaModality => modality !== 'text');
  const png = media.some((modality) => ['image', 'thermal', 'depth'].includes(modality));
  // weaviate-client for TypeScript returns wrong results for these two.
  const byGraphQL = media.filter((modality) => modality === 'video' || modality === 'imu');
  return {
    versions: LIBRARIES,
    host: bracketed(clientHost(weaviate.bindAddress)),
    httpPort,
    grpcPort,
    timeout: requestTimeout(config),
    parallel: maxParallelObjects(config),
    apiKey: weaviate.auth === 'api-key' && API_KEY_VARIABLE,
    forward: targets.includes('helm') && { namespace: kubernetes.namespace, httpPort, grpcPort },
    // In the order of the module, so that the object of several files has the kind and the hash that `import` computes.
    suffixes: modalities.flatMap((modality) => fileSuffixes([modality])),
    media: media.length > 0,
    mixed: media.length > 0 && media.length < modalities.length,
    has: Object.fromEntries(MODALITIES.map((modality) => [modality, modalities.includes(modality)])),
    png,
    packs: png || modalities.includes('audio'),
    balanced: vectors === 'balanced',
    separate: vectors === 'separate',
    whole: vectors !== 'shared',
    // A text query uses the text vector, if there is one.
    textVector: modalities[0],
    byGraphQL: byGraphQL.map((modality) => ({ modality, ...MODALITY_FACTS[modality] })),
    isByGraphQL: byGraphQL.map((modality) => `kind === "${modality}"`).join(' || '),
    byClient: media.length > byGraphQL.length,
  };
}

/**
 * Checks that a client creates the collection of collection.json, and returns its text.
 * @throws Error (a bug in bindstack) with the file and the difference
 */
export function checkedClient(file: string, text: string, { collection }: Stack): string {
  checkedText(file, text, definitionIn, collection);
  return text;
}

/** The collection in a client. It parses as YAML in both languages, because YAML allows trailing commas. */
function definitionIn(text: string): unknown {
  const [, name] = /^(?:export const )?COLLECTION =\s\(?\s*"(\w+)"\)?;?$/m.exec(text) ?? [];
  const [, definition = ''] = /^(?:const )?DEFINITION(?:: Definition)? = (\{$.*?^\})/ms.exec(text) ?? [];
  return { class: name, ...(parse(definition) as object) };
}

/** The text of client.py, formatted as by `ruff format`. */
export function renderPythonClient(stack: Stack): string {
  const { class: name, ...definition } = stack.collection;
  const text = renderTemplate(pythonTemplate, {
    ...clientContext(stack),
    collectionLine: pythonNameLine(name),
    definition: literal(definition, PYTHON),
  });
  return checkedClient(PYTHON_FILE, text, stack);
}

/** In parentheses if the name only fits on its own line. */
function pythonNameLine(name: string): string {
  const text = JSON.stringify(name);
  const line = `COLLECTION = ${text}`;
  const needsOwnLine = line.length > PYTHON.width && PYTHON.indent + text.length <= PYTHON.width;
  return needsOwnLine ? `COLLECTION = (\n    ${text}\n)` : line;
}

/** The text of client.ts, formatted as by prettier with its defaults. */
export function renderTypescriptClient(stack: Stack): string {
  const { class: name, ...definition } = stack.collection;
  const text = renderTemplate(typescriptTemplate, {
    ...clientContext(stack),
    collectionLine: typescriptNameLine(name),
    definition: literal(definition, TYPESCRIPT),
  });
  return checkedClient(TYPESCRIPT_FILE, text, stack);
}

/** On a separate line if it does not fit. */
function typescriptNameLine(name: string): string {
  const line = `export const COLLECTION = ${JSON.stringify(name)};`;
  return line.length > TYPESCRIPT.width ? line.replace('= ', '=\n  ') : line;
}
