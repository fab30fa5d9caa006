import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newPlace } from '../support/place.ts';

it('--out uses the bindstack.yaml in that directory, and keeps its comments', async () => {
  const place = newPlace();
  const file = join(place.directory, 'other/bindstack.yaml');
  await mkdir(join(place.directory, 'other'));
  await writeFile(file, '# of the team\nname: prod\n');
  await place.succeed('generate --out other --grpc-port 6000');
  expect(await readFile(file, 'utf8')).toBe('# of the team\nname: prod\nweaviate:\n  grpcPort: 6000\n');
  await writeFile(file, 'bogus: [');
  expect(await place.run('generate --out other')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('other/bindstack.yaml has'),
  });
});

it('does not change a bindstack.yaml that this run has not read, and says so', async () => {
  const place = newPlace();
  const file = join(place.directory, 'bindstack.yaml');
  await writeFile(file, '# of the team\nname: prod\n');
  await writeFile(join(place.directory, 'lab.yaml'), 'name: lab\n');
  const { stderr } = await place.succeed('generate --config lab.yaml');
  expect(stderr).toContain('bindstack.yaml was not updated');
  expect(stderr).toContain('Next, with Docker: bindstack up --config ');
  expect(await place.run('generate --config lab.yaml --save')).toMatchObject({
    exitCode: 3,
    stderr: expect.stringMatching(
      /bindstack\.yaml exists, but this run did not use its values\n[\s\S]*--cwd /,
    ),
  });
  expect(await readFile(file, 'utf8')).toBe('# of the team\nname: prod\n');
  await place.succeed('generate --config lab.yaml --save --force');
  expect(await readFile(file, 'utf8')).toBe('# of the team\nname: lab\n');
});

it.skipIf(process.platform === 'win32')('a key in a .env that others can read becomes private', async () => {
  const place = newPlace();
  const file = join(place.directory, '.env');
  await place.succeed('generate --auth api-key');
  const before = await readFile(file, 'utf8');
  await chmod(file, 0o644);
  await place.succeed('generate --auth api-key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toBe(before);
});

it('validate checks all default files, and reports an empty one', async () => {
  const place = newPlace();
  await place.succeed('generate');
  const at = (name: string) => join(place.directory, name);
  await rename(at('docker-compose.yml'), at('docker-compose.yaml'));
  expect(JSON.parse((await place.succeed('validate --json')).stdout).summary.files).toBe(3);
  await writeFile(at('docker-compose.yaml'), '');
  expect(await place.run('validate')).toMatchObject({
    exitCode: 2,
    stdout: expect.stringContaining('it is empty'),
  });
});

it.each(['config', 'help nothing'])('"%s" is not a complete command', async (line) => {
  const { exitCode, stderr } = await newPlace().run(line);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('try: bindstack --help');
  expect(stderr).not.toContain('outputHelp');
});
