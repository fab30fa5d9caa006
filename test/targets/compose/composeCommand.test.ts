import { expect, it } from 'vitest';
import {
  composeConfig,
  composeDestroy,
  composeDown,
  composeLogStream,
  composeLogs,
  composeUp,
  composeUpWithoutDependencies,
  composeVersion,
  containersOf,
  inContainer,
  inspectContainers,
  projectResources,
} from '../../../src/targets/compose/composeCommand.ts';

const ONE = { directory: '/srv/my stack', files: ['/srv/my stack/docker-compose.yml'] };
const TWO = { ...ONE, files: [...ONE.files, '/srv/my stack/compose.override.yaml'] };
const HEAD = ['compose', '--project-directory', '/srv/my stack', '--file', ONE.files[0]];

it.each([
  [composeVersion, ['compose', 'version', '--short']],
  [composeConfig(ONE), [...HEAD, 'config', '--format', 'json']],
  [composeConfig(TWO), [...HEAD, '--file', TWO.files[1], 'config', '--format', 'json']],
  [composeUp(ONE), [...HEAD, 'up', '--detach']],
  [composeUp(ONE, 'multi2vec-bind'), [...HEAD, 'up', '--detach', 'multi2vec-bind']],
  [
    composeUpWithoutDependencies(ONE, ['weaviate', 'app']),
    [...HEAD, 'up', '--detach', '--no-deps', 'weaviate', 'app'],
  ],
  [
    containersOf('lab'),
    [
      'ps',
      '--all',
      '--quiet',
      '--no-trunc',
      '--filter',
      'label=com.docker.compose.project=lab',
      '--filter',
      'label=com.docker.compose.oneoff=False',
    ],
  ],
  [inContainer('b1', ['wget', '-q', 'http://127.0.0.1']), ['exec', 'b1', 'wget', '-q', 'http://127.0.0.1']],
  [
    composeLogs(ONE, 'weaviate', 5),
    [...HEAD, 'logs', '--no-color', '--no-log-prefix', '--tail', '5', 'weaviate'],
  ],
  // Without --volumes: the data is kept.
  [composeDown(ONE), [...HEAD, 'down']],
  [composeDestroy(ONE), [...HEAD, 'down', '--volumes']],
  [
    composeLogStream(ONE, { service: undefined, tail: 'all', follow: false }),
    [...HEAD, 'logs', '--no-color', '--tail', 'all'],
  ],
  [
    composeLogStream(ONE, { service: 'weaviate', tail: '10', follow: true }),
    [...HEAD, 'logs', '--no-color', '--no-log-prefix', '--tail', '10', '--follow', 'weaviate'],
  ],
  [
    projectResources('volume', 'lab'),
    ['volume', 'ls', '--filter', 'label=com.docker.compose.project=lab', '--format', '{{.Name}}'],
  ],
  [
    projectResources('container', 'lab'),
    [
      'container',
      'ls',
      '--all',
      '--filter',
      'label=com.docker.compose.project=lab',
      '--format',
      '{{.Names}}',
    ],
  ],
  [
    inspectContainers(['0ef70125a85e', 'b1']),
    [
      'inspect',
      '--format',
      '{"id":{{json .ID}},"service":{{json (index .Config.Labels "com.docker.compose.service")}},"number":{{json (index .Config.Labels "com.docker.compose.container-number")}},"healthCheck":{{json .Config.Healthcheck}},"image":{{json .Config.Image}},"restarts":{{.RestartCount}},"memory":{{.HostConfig.Memory}},"state":{{json .State}}}',
      '0ef70125a85e',
      'b1',
    ],
  ],
])('%j', (command, args) => {
  expect(command).toEqual({ command: 'docker', args });
});
