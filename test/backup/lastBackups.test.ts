import { describe, expect, it } from 'vitest';
import { backupCheck, lastBackupsOf, lastBackupsText } from '../../src/backup/lastBackups.ts';
import type { BackupRecord } from '../../src/backup/record.ts';

const NOW = Date.parse('2026-11-30T12:00:00.000Z');
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000).toISOString();

const record = (days: number, changes: Partial<BackupRecord> = {}): BackupRecord => ({
  id: `b${days}`,
  backend: 'filesystem',
  version: '1.39.3',
  state: 'complete',
  startedAt: daysAgo(days),
  collections: [],
  drills: [],
  ...changes,
});

const drilled = (days: number, ok = true) => ({ drills: [{ at: daysAgo(days), ok, problems: [] }] });

describe('how old backups and drills are', () => {
  it.each([
    ['nothing yet', [], 'no backup from here yet', 'warn'],
    ['only a failed one', [record(1, { state: 'failed' })], 'no backup from here yet', 'warn'],
    ['never tried', [record(1)], 'last backup 24 h ago, never tried (backup drill)', 'warn'],
    ['tried', [record(1, drilled(0.5))], 'last backup 24 h ago, last drill 12 h ago', 'pass'],
    [
      'an older one was tried',
      [record(1), record(9, drilled(8))],
      'last backup 24 h ago, last drill 8 days ago',
      'pass',
    ],
    [
      'a drill that failed',
      [record(1, drilled(0.5, false))],
      'last backup 24 h ago, never tried (backup drill)',
      'warn',
    ],
    ['an old backup', [record(8, drilled(1))], 'last backup 8 days ago, last drill 24 h ago', 'warn'],
    [
      'an old drill',
      [record(1), record(40, drilled(40))],
      'last backup 24 h ago, last drill 40 days ago',
      'warn',
    ],
  ])('%s', (_, records, text, status) => {
    const backups = lastBackupsOf(records);
    expect(lastBackupsText(backups, NOW)).toBe(text);
    expect(backupCheck(backups, NOW)).toMatchObject({ id: 'backups', status, found: text });
  });
});
