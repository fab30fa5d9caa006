import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendRequest } from '../../src/targets/shared/http.ts';
import { RunningCommand } from '../support/command.ts';
import { fill, listing } from '../support/directory.ts';
import { npmReaches } from '../support/packed.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith, docker, npmImage } from '../support/requirements.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMAGE = 'localhost/bindstack/under-test:1';

const say = (cwd: string, ...args: string[]) => new RunningCommand(args, { cwd, program: ['docker'] }).ended;

async function dockerSays(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await say(ROOT, ...args);
  if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout.trim();
}

/** bindstack in a container, with the place as its directory, as a non-root user without capabilities. */
function bindstack(place: Place, ...args: string[]) {
  const { uid, gid } = userInfo();
  const guards = ['--user', `${uid}:${gid}`, '--read-only', '--cap-drop', 'ALL', '--network', 'none'];
  return say(
    place.directory,
    'run',
    '--rm',
    ...guards,
    '--volume',
    `${place.directory}:/work`,
    IMAGE,
    ...args,
  );
}

describeWith([docker, npmImage.requirement, npmReaches], 'the image built from the Dockerfile', () => {
  beforeAll(async () => {
    // The network of this machine, which is known to reach npm.
    const options = ['--network', 'host', '--build-arg', `BASE=${npmImage.path()}`];
    await dockerSays('build', '--quiet', ...options, '--tag', IMAGE, ROOT);
  });
  afterAll(async () => {
    await dockerSays('image', 'rm', '--force', IMAGE);
    await dockerSays('image', 'prune', '--force', '--filter', 'label=io.bindstack.stage=build');
  });

  it('generates, compares, validates and edits files that belong to the caller', async () => {
    const place = newPlace();
    await fill(place.directory, {
      'mine.yml': 'services:\n  weaviate:\n    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11\n',
    });
    for (const line of ['generate --yes', 'check', 'validate --max-warnings 0', 'add mine.yml', 'images']) {
      expect(await bindstack(place, ...line.split(' '))).toMatchObject({ exitCode: 0 });
    }
    expect(await listing(place.directory)).toEqual(
      expect.arrayContaining(['collection.json', 'docker-compose.yml', 'values.yaml']),
    );
  });

  it('says what is missing', async () => {
    const place = newPlace();
    expect(await bindstack(place, 'up')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('there is no docker-compose.yml'),
    });
    await bindstack(place, 'generate', '--yes');
    expect(await bindstack(place, 'up')).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('Docker: not installed'),
    });
  });

  it('does not run as root, serves the page, and stops on docker stop', async () => {
    expect(await dockerSays('run', '--rm', '--entrypoint', 'id', IMAGE, '-u')).toBe('1000');
    const { http } = await newPlace().ports();
    const web = ['web', '--no-open', '--port', `${http}`];
    const container = await dockerSays('run', '--detach', '--network', 'host', IMAGE, ...web);
    try {
      const page = async () => (await sendRequest(`http://127.0.0.1:${http}/`)).text;
      await expect.poll(page, { timeout: 30_000 }).toContain('<title>');
      await dockerSays('stop', container);
      expect(await dockerSays('inspect', '--format', '{{.State.ExitCode}}', container)).not.toBe('137');
    } finally {
      await dockerSays('rm', '--force', container);
    }
  });
});
