import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { surplus } from '../../src/backup/pruneBackups.ts';
import type { BackupRecord } from '../../src/backup/record.ts';
import {
  cronJob,
  cronJobText,
  cronLine,
  type MachineSchedule,
  periodOf,
  systemdUnits,
  withCronLine,
} from '../../src/backup/schedule.ts';
import { failureOf } from '../support/failure.ts';

describe('when backups are made', () => {
  it.each([
    ['1h', '*-*-* *:17:00', '17 * * * *'],
    ['6h', '*-*-* 00/6:17:00', '17 */6 * * *'],
    ['24h', '*-*-* 03:17:00', '17 3 * * *'],
    ['1d', '*-*-* 03:17:00', '17 3 * * *'],
    ['7d', 'Mon *-*-* 03:17:00', '17 3 * * 1'],
    ['1w', 'Mon *-*-* 03:17:00', '17 3 * * 1'],
  ])('every %s', (every, calendar, cron) => {
    expect(periodOf(every)).toEqual({ calendar, cron });
  });

  it.each(['5h', '2d', '30m', 'daily', ''])('not every %j, which cron cannot do', async (every) => {
    expect(await failureOf(() => periodOf(every))).toMatchObject({ kind: 'usage', code: 'bad-value' });
  });
});

const schedule: MachineSchedule = {
  name: 'shop',
  directory: '/srv/my stack/50% $HOME',
  period: periodOf('1d'),
  path: '/usr/bin:/bin',
  command: ['/usr/bin/node', '/opt/bin.js', 'backup', 'create', '--cwd', '/srv/my stack/50% $HOME'],
};

it('a timer of systemd starts a service, whose words are read as they are', () => {
  const [service, timer] = systemdUnits(schedule);
  expect(service).toMatchObject({ file: 'bindstack-backup-shop-345c26.service' });
  expect(service?.text).toContain(
    'ExecStart=/usr/bin/node /opt/bin.js backup create --cwd "/srv/my stack/50%% $$HOME"\n',
  );
  expect(service?.text).toContain('Environment=PATH=/usr/bin:/bin\n');
  expect(timer).toMatchObject({ file: 'bindstack-backup-shop-345c26.timer' });
  expect(timer?.text).toContain('OnCalendar=*-*-* 03:17:00\n');
});

describe('the line of a crontab', () => {
  const line = `17 3 * * * PATH=/usr/bin:/bin /usr/bin/node /opt/bin.js backup create --cwd '/srv/my stack/50\\% $HOME' # bindstack-backup-shop-345c26`;

  it('has words for the shell, and no percent sign of cron', () => {
    expect(cronLine(schedule)).toBe(line);
  });

  it('replaces an earlier one of the same stack only', () => {
    const before =
      '# mine\n\n1 2 * * * true\n9 9 * * * old # bindstack-backup-shop-345c26\n8 8 * * * x # bindstack-backup-shop-abcdef\n';
    expect(withCronLine(before, schedule)).toBe(
      `# mine\n\n1 2 * * * true\n8 8 * * * x # bindstack-backup-shop-abcdef\n${line}\n`,
    );
  });
});

describe('a CronJob', () => {
  const inCluster = {
    name: 'shop',
    namespace: 'db',
    period: periodOf('12h'),
    backend: 's3',
    secret: { name: 'shop-api-keys', key: 'KEYS' },
    files: undefined,
  };

  it('is written as it is meant', () => {
    expect(parse(cronJobText(inCluster))).toEqual(JSON.parse(JSON.stringify(cronJob(inCluster))));
  });

  it('reads the key from the Secret, and gives it to curl through a pipe', () => {
    const [container] = cronJob(inCluster).spec.jobTemplate.spec.template.spec.containers;
    expect(container?.env).toEqual([
      { name: 'BACKUPS', value: 'http://weaviate.db/v1/backups/s3' },
      { name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'shop-api-keys', key: 'KEYS' } } },
    ]);
    const [, , script = ''] = container?.command ?? [];
    // Only the shell itself, whose printf starts no program, has the key in its words.
    for (const line of script.split('\n').filter((one) => one.includes('API_KEY%%')))
      expect(line.trim()).toMatch(/^printf .* \| curl --config - /);
  });
});

describe('a CronJob for a volume claim', () => {
  const { template } = cronJob({
    name: 'shop',
    namespace: 'db',
    period: periodOf('1d'),
    backend: 'filesystem',
    secret: undefined,
    files: { claim: 'shop-backups', keep: 2, podSecurity: undefined },
  }).spec.jobTemplate.spec;

  it('runs on the node of Weaviate, as the owner of the files', () => {
    expect(template.spec).toMatchObject({
      securityContext: { runAsUser: 0 },
      volumes: [{ persistentVolumeClaim: { claimName: 'shop-backups' } }],
    });
    expect(JSON.stringify(template.spec)).toContain('"matchLabels":{"app":"weaviate"}');
  });

  it('deletes what is older than the last complete backups', () => {
    const files = mkdtempSync(join(tmpdir(), 'bindstack-prune-'));
    onTestFinished(() => rmSync(files, { recursive: true }));
    const backups = {
      '2026-01-01-03-17-00-scheduled': 'SUCCESS',
      '2026-01-02-03-17-00-scheduled': 'SUCCESS',
      '2026-01-03-03-17-00-scheduled': 'FAILED',
      '2026-01-04-03-17-00-scheduled': 'SUCCESS',
      '2026-01-01-10-00-00-v1-39-3': 'SUCCESS',
    };
    for (const [id, status] of Object.entries(backups)) {
      mkdirSync(join(files, id));
      const node = '"nodes":{"weaviate-0":{"status":"SUCCESS","error":""}}';
      const text = `{${node},"node_mapping":null,"status":"${status}","version":"2.1"}`;
      writeFileSync(join(files, id, 'backup_config.json'), text);
    }
    const script = template.spec.containers[0]?.command[2] ?? '';
    const prune = `${script.slice(0, script.indexOf('id="$(date'))}prune`;
    const run = (keep: string) =>
      execFileSync('sh', ['-euc', prune], { env: { ...process.env, KEEP: keep, FILES: files } });
    run('9');
    expect(readdirSync(files)).toHaveLength(5);
    run('2');
    expect(readdirSync(files).sort()).toEqual([
      '2026-01-01-10-00-00-v1-39-3',
      '2026-01-02-03-17-00-scheduled',
      '2026-01-03-03-17-00-scheduled',
      '2026-01-04-03-17-00-scheduled',
    ]);
    run('1');
    expect(readdirSync(files).sort()).toEqual([
      '2026-01-01-10-00-00-v1-39-3',
      '2026-01-04-03-17-00-scheduled',
    ]);
  });
});

describe('which backups --keep deletes', () => {
  const record = (id: string, changes: Partial<BackupRecord> = {}): BackupRecord => ({
    id,
    backend: 'filesystem',
    version: '1.39.3',
    state: 'complete',
    startedAt: id,
    isScheduled: true,
    collections: [],
    drills: [],
    ...changes,
  });

  it.each([
    ['none of few', [record('b'), record('a')], 2, []],
    ['the oldest', [record('c'), record('b'), record('a')], 1, ['b', 'a']],
    ['none that was made by hand', [record('c'), record('b', { isScheduled: false }), record('a')], 1, ['a']],
    ['none that failed', [record('c'), record('b', { state: 'failed' })], 1, []],
    ['none that a kept one builds on', [record('c', { base: 'b' }), record('b'), record('a')], 1, ['a']],
    [
      'what only surplus ones build on',
      [record('c'), record('b', { base: 'a' }), record('a')],
      1,
      ['b', 'a'],
    ],
    [
      'none that one made by hand builds on',
      [record('c'), record('b', { base: 'a', isScheduled: false }), record('a')],
      1,
      [],
    ],
  ])('%s', (_, records, keep, deleted) => {
    expect(surplus(records, keep)).toEqual(deleted);
  });
});
