import xterm from '@xterm/headless';
import { expect, it } from 'vitest';
import { fill } from '../support/directory.ts';
import { newPlace } from '../support/place.ts';
import { weaviate } from '../support/requirements.ts';
import { Terminal } from '../support/terminal.ts';

const COLUMNS = 60;

const FAULTY = `services:
  weaviate:
    image: cr.weaviate.io/semitechnologies/weaviate:1.28.0
    ports: ["8080:8080", "50051:50051"]
    environment:
      ENABLE_MODULES: multi2vec-bind
      BIND_INFERENCE_API: http://multi2vec-bind:8080/
  multi2vec-bind:
    image: cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind
    mem_limit: 7g
    environment: { ENABLE_CUDA: "1" }
`;

/** Where the Weaviate server is. */
const { XDG_CACHE_HOME } = process.env;
const CACHE = XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME };

/** Words in their order, without lines of files, which are cut, and with every number the same. */
function wordsIn(text: string): string[] {
  return text
    .replaceAll(/^ +\d* \| .*$/gm, '')
    .replaceAll(/ \\\n/g, '\n')
    .replaceAll(/\d+(?:\.\d+)?/g, '0')
    .replaceAll(/BindstackSmoke_\w+|bindstack-(?:try|e0e)-\w+/g, 'NAME')
    .split(/\s+/);
}

/** The lines that a terminal shows in the end, each whole; a line that the terminal itself has broken fails the test. */
async function screenLines(raw: string): Promise<string[]> {
  const screen = new xterm.Terminal({ cols: COLUMNS, rows: 60, scrollback: 10_000, allowProposedApi: true });
  await new Promise<void>((resolve) => screen.write(raw, resolve));
  const { active } = screen.buffer;
  const lines = Array.from({ length: active.length }, (_, index) => active.getLine(index));
  expect(lines.filter((line) => line?.isWrapped).map((line) => line?.translateToString(true))).toEqual([]);
  return lines.map((line) => line?.translateToString(true) ?? '');
}

/** Lines that say that something has started; a terminal shows them only for a moment. */
const STARTED = /^… .*\n/gm;

it.each([
  ['validate --verbose'],
  ['doctor'],
  ['up'],
  ['up --target embedded --inference stub'],
  ['smoke'],
  ['generate'],
  ['--help'],
  ...(weaviate() === undefined ? [['try']] : []),
])('%s breaks no word at 60 columns, and no line is longer', async (line) => {
  const place = newPlace();
  await fill(place.directory, { 'compose.yaml': FAULTY });
  const { http, grpc } = await place.ports();
  const env = {
    KUBECONFIG: '/dev/null',
    BINDSTACK_WEAVIATE_HTTP_PORT: `${http}`,
    BINDSTACK_WEAVIATE_GRPC_PORT: `${grpc}`,
    ...(line !== 'try' && { PATH: `${place.scratch}/none`, BINDSTACK_WEAVIATE_BINARY: '/bin/false' }),
  };
  // So that both runs find the files unchanged.
  if (line === 'generate') await place.succeed(line, env);
  const piped = await place.run(line, env);
  const terminal = new Terminal(line.split(' '), {
    cwd: place.directory,
    cols: COLUMNS,
    env: { ...env, ...CACHE, TMPDIR: place.scratch },
  });
  expect(await terminal.exit).toBe(piped.exitCode);
  const shown = (await screenLines(terminal.raw)).join('\n');
  const printed = piped.stderr.replaceAll(STARTED, '') + piped.stdout;
  expect(wordsIn(shown)).toEqual(wordsIn(printed));
});
