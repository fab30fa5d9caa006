import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { STUB_MODEL } from '../../src/facts/imageBind/serverErrors.ts';
import { sendRequest } from '../../src/targets/shared/http.ts';
import { newPlace } from '../support/place.ts';
import { describeWith, docker } from '../support/requirements.ts';

/** Not the name in the generated comment, which may exist on this machine. */
const IMAGE = 'localhost/bindstack/stub-under-test:1';

const dockerSays = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();

describeWith([docker], 'the image built from stub/Dockerfile', () => {
  afterAll(() => void dockerSays('image', 'rm', '--force', IMAGE));

  it('runs the stub as a non-root user on a read-only file system', async () => {
    const place = newPlace();
    await place.succeed('generate --target helm --inference stub');
    dockerSays('build', '--tag', IMAGE, join(place.directory, 'stub'));
    const hardened = ['--read-only', '--cap-drop', 'ALL', '--publish', '127.0.0.1::8080'];
    const container = dockerSays('run', '--detach', '--rm', ...hardened, IMAGE);
    try {
      const address = dockerSays('port', container, '8080/tcp');
      const meta = async () => (await sendRequest(`http://${address}/meta`)).text;
      await expect.poll(meta, { timeout: 30_000 }).toContain(STUB_MODEL);
      expect(dockerSays('exec', container, 'id', '-u')).not.toBe('0');
    } finally {
      dockerSays('rm', '--force', container);
    }
  });
});
