// Before a release: can this package be published from this repository, and is its version new?
// Prints `version=1.2.3` and `new=true` or `new=false`, in the format of $GITHUB_OUTPUT. Reads package.json in
// the current directory, and GITHUB_SERVER_URL and GITHUB_REPOSITORY, which GitHub Actions sets.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { name, version, repository } = JSON.parse(readFileSync('package.json', 'utf8'));
const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: place } = process.env;

/**
 * Exits with an error like those of bindstack: what is wrong, why, and how to fix it.
 * @param {string} what
 * @param {string} why
 * @param {string} suggestion
 * @returns {never}
 */
function refuse(what, why, suggestion) {
  process.stderr.write(`error: ${what}\n  ${why}\n  try: ${suggestion}\n`);
  process.exit(1);
}

/**
 * The address in one form, whichever way git or npm write it.
 * @param {string | { url?: string } | undefined} given
 */
function addressIn(given) {
  const address = (typeof given === 'string' ? given : given?.url) ?? '';
  return address
    .replace(/^git\+/, '')
    .replace(/^github:/, 'https://github.com/')
    .replace(/\.git$/, '')
    .toLowerCase();
}

/** Whether npm has this version. An unclear response is an error, not a no. */
function isPublished() {
  const command = ['view', `${name}@${version}`, 'version', '--json'];
  const { status, stdout, stderr } = spawnSync('npm', command, { encoding: 'utf8' });
  if (status === 0) return stdout.trim() !== '';
  if (/\bE404\b/.test(stdout + stderr)) return false;
  return refuse(
    `npm does not say whether ${name} ${version} is published`,
    stderr.trim().split('\n')[0] ?? '',
    `npm ${command.join(' ')}`,
  );
}

if (!place) {
  refuse(
    'GITHUB_REPOSITORY is not set',
    'It is the repository that the release comes from.',
    'GITHUB_REPOSITORY=OWNER/NAME',
  );
}
const expected = `${server}/${place}`;
if (addressIn(repository) !== expected.toLowerCase()) {
  refuse(
    repository ? `repository in package.json is not ${expected}` : 'package.json names no repository',
    'npm takes a package with provenance only when its `repository` is the one that the release runs in.',
    `npm pkg set repository.type=git repository.url=git+${expected}.git bugs=${expected}/issues homepage=${expected}#readme`,
  );
}
process.stdout.write(`version=${version}\nnew=${!isPublished()}\n`);
