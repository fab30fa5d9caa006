import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newPlace } from '../support/place.ts';

it('--save leaves a bindstack.yaml alone that this run has not read', async () => {
  const place = newPlace();
  const file = join(place.directory, 'other/bindstack.yaml');
  await mkdir(join(place.directory, 'other'));
  await writeFile(file, '# of the team\nname: prod\n');
  const line = 'generate --out other --save --grpc-port 6000';
  expect(await place.run(line)).toMatchObject({
    exitCode: 3,
    stderr: expect.stringMatching(
      /bindstack\.yaml exists, and its values are not those of this run\n[\s\S]*--cwd /,
    ),
  });
  expect(await readFile(file, 'utf8')).toBe('# of the team\nname: prod\n');
  // One that cannot be read is replaced when that is asked for.
  await writeFile(file, 'bogus: [');
  await place.succeed(`${line} --force`);
  expect(await readFile(file, 'utf8')).toContain('grpcPort: 6000');
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

it('validate looks at every usual name, and says of an empty file that it is empty', async () => {
  const place = newPlace();
  await place.succeed('generate');
  const at = (name: string) => join(place.directory, name);
  await rename(at('docker-compose.yml'), at('docker-compose.yaml'));
  expect((await place.succeed('validate --json')).stdout).toContain('"file":"docker-compose.yaml"');
  await writeFile(at('docker-compose.yaml'), '');
  expect(await place.run('validate')).toMatchObject({
    exitCode: 2,
    stdout: expect.stringContaining('it is empty'),
  });
});

it.each(['config', 'help nothing'])('"%s" is no whole command', async (line) => {
  const { exitCode, stderr } = await newPlace().run(line);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('try: bindstack --help');
  expect(stderr).not.toContain('outputHelp');
});
