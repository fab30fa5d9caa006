import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeWith, linters } from '../support/requirements.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const within = (folder: string) =>
  readdirSync(new URL(folder, `file://${ROOT}`)).map((name) => `${folder}${name}`);
const workflows = within('.github/workflows/');
const labScripts = within('scripts/lab/');

// Files for other programs, checked by their linters. None needs a network.
describeWith([linters.requirement], 'files for other programs', () => {
  it.each([
    // Runs shellcheck, which it finds on the PATH, on the shell code of the workflows.
    ['actionlint'],
    ['check-jsonschema', '--builtin-schema', 'vendor.github-workflows', ...workflows],
    ['check-jsonschema', '--builtin-schema', 'vendor.github-actions', 'action.yml'],
    ['check-jsonschema', '--builtin-schema', 'vendor.renovate', 'renovate.json'],
    ['pre-commit', 'validate-manifest', '.pre-commit-hooks.yaml'],
    ['hadolint', 'Dockerfile'],
    ['shellcheck', '--external-sources', ...labScripts, '.ci/run'],
  ])('are valid: %s %s %s', (program, ...args) => {
    const PATH = `${linters.path()}${delimiter}${process.env['PATH']}`;
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, PATH },
    });
    expect({ status, output: `${stdout}${stderr}`.replace(/^ok -- validation done\n/, '') }).toEqual({
      status: 0,
      output: '',
    });
  });
});
