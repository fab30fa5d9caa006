/** Rooms whose output depends only on their input: no file system, process, network or clock. */
const PURE_ROOMS = [
  'formats',
  'yaml',
  'facts',
  'sizing',
  'capabilities',
  'options',
  'config',
  'stack',
  'render',
  'lint',
  'add',
  'diagnosis',
];

/*
 * The rooms of src/, lowest first. A room may import (types included) only from rooms before it.
 * `npx depcruise src` checks this. (.tsx files are not read: of the tools here only TypeScript's old API parses them. They
 * are all in web/page and web/explore, whose imports test/walls.test.ts checks.)
 */
const ROOMS = [
  'errors.ts',
  ...PURE_ROOMS,
  'clock.ts',
  'webRequest.ts',
  'terminal',
  'context.ts',
  'run.ts',
  'processIdentity.ts',
  'files',
  'saved',
  'registry',
  'stub',
  'targets',
  'media',
  'weaviate',
  'search',
  'import',
  'smoke',
  'backup',
  'upgrade',
  'wizard',
  'web',
  'completion',
  'commands',
  'cli',
  'cli.ts',
  'main.ts',
  'start',
  'worker.ts',
  'bin.ts',
];

const TARGETS = ['compose', 'helm', 'embedded'];

const inside = (/** @type {string} */ room) =>
  room.endsWith('.ts') ? `^src/${room.replace('.', '[.]')}$` : `^src/${room}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...ROOMS.slice(0, -1).map((room, index) => ({
      name: `${room} is below`,
      severity: /** @type {const} */ ('error'),
      from: { path: inside(room) },
      to: { path: ROOMS.slice(index + 1).map(inside) },
    })),
    {
      name: 'every file is in a room of the list',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: [...ROOMS.map(inside), '^src/globals[.]d[.]ts$'] },
    },
    {
      name: 'pure rooms use nothing outside the program',
      severity: 'error',
      from: { path: [...PURE_ROOMS, 'web/page', 'web/explore'].map(inside) },
      to: {
        path: ['^(?:node:)?[a-z_]+$', 'node_modules/(?:@inquirer|execa|inquirer|ora|weaviate-client)/'],
        dependencyTypes: ['core', 'npm', 'npm-dev'],
        pathNot: [],
      },
    },
    ...TARGETS.map((target) => ({
      name: `targets/${target} knows no other target`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^src/targets/${target}/` },
      to: { path: TARGETS.filter((other) => other !== target).map((other) => `^src/targets/${other}/`) },
    })),
    {
      name: 'targets/shared imports no target',
      severity: 'error',
      from: { path: '^src/targets/shared/' },
      to: { path: TARGETS.map((target) => `^src/targets/${target}/`) },
    },
    {
      name: 'the pages are separate programs',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/(?:page|explore)/' },
      to: { path: '^src/web/(?:page|explore)/' },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    exclude: { path: '[.](?:tsx|hbs|css)$' },
    doNotFollow: { path: 'node_modules' },
  },
};
