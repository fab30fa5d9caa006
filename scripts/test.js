// `npm test`: formatting, lint, types, dead code, package, unit and end-to-end tests; the first failure ends it.
// Arguments go to vitest: `npm test -- test/formats`.
import { installDependencies, run } from './dependencies.js';

installDependencies();

const steps = [
  ['formatting and lint', 'biome', 'check', '.'],
  ['types', 'tsc', '--noEmit'],
  ['types of the page', 'tsc', '--noEmit', '--project', 'src/web/page'],
  ['dead code', 'knip'],
  ['documentation', 'node', 'scripts/documentation.js', '--check'],
  ['build', 'node', 'scripts/build.js'],
  ['package', 'publint', '--strict'],
  ['tests', 'vitest', 'run', ...process.argv.slice(2)],
];

for (const [title = '', command = '', ...args] of steps) {
  process.stderr.write(`\n== ${title}\n`);
  const code = command === 'node' ? run(command, args) : run('npx', ['--no-install', command, ...args]);
  if (code !== 0) {
    process.stderr.write(`\n${title}: failed\n`);
    process.exit(code);
  }
}
