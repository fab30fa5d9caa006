import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OLDER_WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { encodePng } from '../../src/smoke/samples/encoders.ts';
import { sampleMedia } from '../../src/smoke/samples/samples.ts';
import type { CommandBlock } from './documentedCommands.ts';
import type { Place } from './place.ts';
import { docker, missingOf, type Requirement, weaviate, weaviateImage } from './requirements.ts';

/** Whether a line installs or runs the generated clients. */
export function isClientCommand(line: string): boolean {
  return /^python3 -m venv|^\.venv\/bin\/|^npm install weaviate-client|^npx tsx/.test(line);
}

/** Lines that are not run here, and what tests them instead. lines.test.ts still checks their flags. */
const NOWHERE: readonly (readonly [line: RegExp, reason: string])[] = [
  [/^npm install --global/, 'package.test.ts installs the package'],
  [/^npm test$/, 'it runs these tests'],
  [/^npm (?:pkg set|run change)/, 'it changes this repository'],
  [/^bindstack (?:backup (?!schedule)|restore )/, 'the tests named backup and move run it'],
  [/^bindstack upgrade\b/, 'upgrade-embedded.test.ts and upgrade-compose.test.ts run it'],
  [/ \| kubectl exec /, 'move-kubernetes.test.ts runs it'],
  [/^bindstack import \/mnt\//, 'there is no such folder'],
  [/^bindstack (?:explore --target|search .*--open)/, 'explore-stack.test.ts runs it'],
  [/^sudo /, 'it needs sudo'],
  [/^kubectl apply .*backup-claim/, 'backup-kubernetes.test.ts has the claim created'],
  [/^docker (?:build|run) /, 'dockerfile.test.ts builds and runs the image'],
];

/** Pages whose blocks build on the blocks before them; on other pages each block runs alone. */
export const SCENARIOS: readonly string[] = [
  'docs/commands.md',
  'docs/import.md',
  'docs/scripts.md',
  'docs/search.md',
  'docs/tutorial.md',
  'docs/versions.md',
];

interface Around {
  /** Prepares what the user has in addition to the files of a stack. */
  readonly before?: (place: Place, env: Readonly<Record<string, string>>) => Promise<unknown>;
  /** Describes what differs from the page afterwards. */
  readonly after?: (place: Place) => Promise<string | undefined>;
  /** Exit codes of lines that do not exit with 0. */
  readonly codes?: readonly (readonly [line: RegExp, code: number])[];
}

/** Creates the folder that stands for `~/Pictures` on a page. */
export async function createPictures(directory: string): Promise<void> {
  await mkdir(join(directory, 'Pictures'), { recursive: true });
  const picture = encodePng({ width: 64, height: 64, at: () => [200, 30, 30] });
  await writeFile(join(directory, 'Pictures', 'dog.png'), picture);
}

const composeFile = ({ directory }: Place) => join(directory, 'docker-compose.yml');

/** Preparation and checks for the blocks under a heading. */
export const AROUND: Readonly<Record<string, Around>> = {
  'Add ImageBind to your stack': {
    before: (place) =>
      writeFile(
        composeFile(place),
        'services:\n  weaviate: # ours\n    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11\n',
      ),
    after: async (place) => {
      const text = await readFile(composeFile(place), 'utf8');
      return /weaviate: # ours[\s\S]+BIND_INFERENCE_API/.test(text) ? undefined : text;
    },
  },
  'Search your own pictures': {
    before: (place) => createPictures(join(place.directory, 'stack')),
  },
  'bindstack import <DIR...>': { before: (place) => createPictures(join(place.directory, 'stack')) },
  Import: {
    before: async (place, env) => {
      await createPictures(place.directory);
      await place.succeed('up', env);
    },
  },
  Search: {
    before: async (place, env) => {
      await createPictures(place.directory);
      await writeFile(join(place.directory, 'Pictures', 'dog.jpg'), sampleMedia('image', 0));
      await writeFile(join(place.directory, 'dog.jpg'), sampleMedia('image', 0));
      await writeFile(join(place.directory, 'bark.wav'), sampleMedia('audio', 0));
      await place.succeed('up', env);
      await place.succeed(['import', 'Pictures'], env);
    },
  },
  // The id is an example.
  'More like this': { codes: [[/--near 0f3c2c8e/, 1]] },
  '4. Search your folder': { before: (place) => createPictures(place.directory) },
  'Why it does not start': {
    before: async (place) => {
      const text = await readFile(composeFile(place), 'utf8');
      return writeFile(composeFile(place), text.replace('multi2vec-bind:8080', 'multi2vec-bind:8080/'));
    },
    codes: [[/^bindstack validate docker-compose.yml$/, 4]],
  },
  'JSON output': { codes: [[/--http-port 0/, 2]] },
  'A running stack': { codes: [[/^bindstack status/, 1]] },
  'Testing a stack': { before: (place, env) => place.succeed('up', env) },
  'Upgrading Weaviate': {
    before: async (place, env) => {
      await place.succeed(`generate --weaviate-tag ${OLDER_WEAVIATE_VERSION} --save`, env);
      return place.succeed('up', env);
    },
  },
};

/** Allowed exit codes of a line. `doctor` fails on a machine that is too small for the real model. */
export function expectedCodes(heading: string, line: string): readonly number[] {
  if (/^bindstack doctor/.test(line)) return [0, 5];
  return [AROUND[heading]?.codes?.find(([pattern]) => pattern.test(line))?.[1] ?? 0];
}

const gpu: Requirement = () =>
  spawnSync('docker', ['info', '--format', '{{.Runtimes}}'], { encoding: 'utf8' }).stdout?.includes('nvidia')
    ? undefined
    : 'no GPU';

/** Programs that a line needs. */
function needsOf(line: string): Requirement[] {
  if (
    /^(?:bindstack|npm start --) (?:up|down|destroy|status|logs|smoke|import|search|explore)\b|^eval |^docker /.test(
      line,
    )
  )
    return [docker];
  return / try\b|^npm start$/.test(line) ? [weaviate] : [];
}

/** Why a line is not run here; undefined if it is. */
export function reasonAgainst({ heading }: CommandBlock, line: string): string | undefined {
  const never = NOWHERE.find(([pattern]) => pattern.test(line))?.[1];
  if (never !== undefined) return never;
  if (isClientCommand(line)) return 'clients.test.ts runs it';
  if (/--target helm(?!.* --out)/.test(line)) return 'on a cluster: documentation-kubernetes.test.ts';
  // No lab has a GPU.
  if (heading === 'A workstation with a GPU' && / up /.test(line)) return gpu();
  const older = heading === 'Upgrading Weaviate' ? [weaviateImage(OLDER_WEAVIATE_VERSION)] : [];
  return missingOf([...needsOf(line), ...older]);
}

/** The same line with the ports of a place, and without the terminal that the wizard needs. */
export async function asRun(line: string, place: Place): Promise<string> {
  const { http, grpc } = await place.ports();
  return line
    .replace(/^bindstack init/, 'bindstack generate')
    .replace(/^bindstack (?:web|stub|explore)(?=.*?( --port \d+)?)/, 'exec $& --port 0')
    .replace(/(exec .*--port 0.*) --port \d+/, '$1')
    .replaceAll('~/Pictures', 'Pictures')
    .replace('127.0.0.1:8080', `127.0.0.1:${http}`)
    .replace('127.0.0.1:50051', `127.0.0.1:${grpc}`);
}
