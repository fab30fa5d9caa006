import { describe, expect, it } from 'vitest';
import { entriesOf, listText } from '../../src/backup/listedBackups.ts';
import type { BackupRecord } from '../../src/backup/record.ts';

const record = (id: string, changes: Partial<BackupRecord> = {}): BackupRecord => ({
  id,
  backend: 'filesystem',
  version: '1.39.3',
  state: 'complete',
  startedAt: '2026-11-30T10:00:00.000Z',
  collections: [{ name: 'Things', objects: 1300, samples: [] }],
  drills: [],
  ...changes,
});

const listed = (id: string, status: string, startedAt = '2026-11-30T10:00:00.000Z') => ({
  id,
  status,
  startedAt,
  classes: ['Things'],
});

describe('the state of a backup', () => {
  it.each([
    ['SUCCESS', 'complete', 'complete'],
    ['SUCCESS', 'started', 'complete'],
    ['STARTED', 'started', 'running'],
    ['TRANSFERRING', 'interrupted', 'incomplete'],
    ['FAILED', 'started', 'failed'],
    ['CANCELED', 'canceled', 'canceled'],
  ] as const)('%s for Weaviate, %s in the record: %s', (status, state, shown) => {
    expect(entriesOf([listed('a', status)], [record('a', { state })])[0]?.state).toBe(shown);
  });

  it('is missing if only the record is left', () => {
    expect(entriesOf([], [record('a'), record('b', { state: 'canceled' })])).toMatchObject([
      { id: 'a', state: 'missing', objects: 1300 },
    ]);
  });
});

it('is listed newest first, with what is known', () => {
  const entries = entriesOf(
    [
      { ...listed('old', 'SUCCESS', '2026-11-29T10:00:00.000Z'), size: 0.003 },
      listed('new', 'SUCCESS', '2026-11-30T11:00:00.000Z'),
    ],
    [record('new', { drills: [{ at: '2026-11-30T11:59:00.000Z', ok: true, problems: [] }] })],
  );
  expect(listText(entries, Date.parse('2026-11-30T12:00:00.000Z'))).toBe(
    [
      'ID   STATE     SIZE    OBJECTS  MADE        DRILL',
      'new  complete  -       1,300    60 min ago  passed 60 s ago',
      'old  complete  3.2 MB  -        26 h ago    -',
    ].join('\n'),
  );
});
