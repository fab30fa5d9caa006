import { expect, it } from 'vitest';
import { backupPlaces } from '../../../src/targets/compose/backupPlaces.ts';
import { parseConfig } from '../../../src/targets/compose/composeOutput.ts';

const BACKUPS = '/var/lib/weaviate-backups';
const volume = (source: string, target: string) => ({ type: 'volume', source, target });
const folder = (source: string, target: string) => ({ type: 'bind', source, target });

function placesOf(environment: object, mounts: readonly object[]) {
  const volumes = {
    data: { name: 'x_data' },
    backups: { name: 'x_backups' },
    mine: { name: 'mine', external: true },
  };
  const services = { weaviate: { environment, volumes: mounts } };
  return backupPlaces(parseConfig(JSON.stringify({ name: 'x', services, volumes })));
}

it.each<[string, object, object[], { volumes: string[]; folders: string[] }]>([
  [
    'a volume',
    { BACKUP_FILESYSTEM_PATH: BACKUPS },
    [volume('data', '/var/lib/weaviate'), volume('backups', BACKUPS)],
    { volumes: ['x_backups'], folders: [] },
  ],
  [
    'a folder',
    { BACKUP_FILESYSTEM_PATH: BACKUPS },
    [folder('/srv/b', BACKUPS)],
    { volumes: [], folders: ['/srv/b'] },
  ],
  [
    'a path in a folder',
    { BACKUP_FILESYSTEM_PATH: `${BACKUPS}/daily` },
    [folder('/srv/b', BACKUPS)],
    { volumes: [], folders: ['/srv/b'] },
  ],
  [
    'the volume with the data',
    { BACKUP_FILESYSTEM_PATH: '/var/lib/weaviate/b' },
    [volume('data', '/var/lib/weaviate')],
    { volumes: [], folders: [] },
  ],
  [
    'a volume above the data',
    { BACKUP_FILESYSTEM_PATH: '/d/b', PERSISTENCE_DATA_PATH: '/d/w' },
    [volume('data', '/d')],
    { volumes: [], folders: [] },
  ],
  [
    'an external volume, which Compose never deletes',
    { BACKUP_FILESYSTEM_PATH: BACKUPS },
    [volume('mine', BACKUPS)],
    { volumes: [], folders: [] },
  ],
  ['no backups', {}, [volume('data', '/var/lib/weaviate')], { volumes: [], folders: [] }],
])('finds the backups of a project in %s', (_, environment, mounts, places) => {
  expect(placesOf(environment, mounts)).toEqual(places);
});
