import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { RunningCommand } from '../support/command.ts';
import { fill } from '../support/directory.ts';
import { npmReaches } from '../support/packed.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith, linters } from '../support/requirements.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function preCommit(place: Place) {
  const { NODE_EXTRA_CA_CERTS } = process.env;
  return new RunningCommand(['try-repo', ROOT, 'bindstack-validate', '--all-files', '--color', 'never'], {
    cwd: place.directory,
    env: { PRE_COMMIT_HOME: join(place.scratch, 'pre-commit'), TMPDIR: place.scratch, NODE_EXTRA_CA_CERTS },
    program: [join(linters.path(), 'pre-commit')],
  }).ended;
}

async function git(place: Place, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await new RunningCommand(args, { cwd: place.directory, program: ['git'] })
    .ended;
  if (exitCode !== 0) throw new Error(stderr);
}

// pre-commit installs this repository in its current state, with the build tools: the first time takes a minute.
describeWith([linters.requirement, npmReaches], 'the hook bindstack-validate', () => {
  it('is built from the repository, and fails for errors in the files that it checks', async () => {
    const place = newPlace();
    await place.succeed('generate');
    const text = readFileSync(join(place.directory, 'docker-compose.yml'), 'utf8');
    const broken = text.replace('mem_limit: 12g', 'mem_limit: 8g');
    await fill(place.directory, { 'docker-compose.yml': broken, 'other.yml': broken });
    await git(place, 'init', '--quiet');
    await git(place, 'add', '--all');
    const { exitCode, stdout } = await preCommit(place);
    expect(stdout).toMatch(/^docker-compose\.yml\n\n {2}\d+:16 {2}error {2}8 GiB is not enough/m);
    expect(stdout).not.toContain('other.yml');
    expect(exitCode).toBe(1);
  });
});
