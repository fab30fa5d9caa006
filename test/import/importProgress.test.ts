import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ImportProgress } from '../../src/import/importProgress.ts';
import { ImportTally } from '../../src/import/importTally.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'hrtime'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface State {
  readonly unchanged?: number;
  readonly imported?: number;
  readonly failed?: number;
  readonly total?: number;
  readonly waitingFor?: string;
  readonly columns?: number;
}

const problem = { severity: 'error', message: 'is empty', reason: '', suggestion: '' } as const;

it.each<[State, string]>([
  [{}, '0 files'],
  [{ unchanged: 1234 }, '1,234 files'],
  [{ total: 0 }, '0 of 0 files'],
  [{ imported: 12, total: 48 }, '█████░░░░░░░░░░░░░░░ 12 of 48 files, 1.2/s, 30 s left'],
  [
    { imported: 100, unchanged: 1000, failed: 20, total: 100_000 },
    '░░░░░░░░░░░░░░░░░░░░ 1,120 of 100,000 files, 12/s, 2 h 17 min left, 20 failed',
  ],
  [{ imported: 11, total: 10 }, '████████████████████ 11 of 10 files, 1.1/s'],
  [
    { imported: 12, total: 48, waitingFor: 'Weaviate' },
    '█████░░░░░░░░░░░░░░░ 12 of 48 files, waiting for Weaviate',
  ],
  [{ imported: 12, total: 48, columns: 80 }, '██░░░░░░░░ 12 of 48 files, 1.2/s, 30 s left'],
  [{ imported: 12, total: 48, columns: 60 }, '12 of 48 files, 1.2/s, 30 s left'],
])('%j is shown as %s', (state, text) => {
  const { unchanged = 0, imported = 0, failed = 0, total, waitingFor, columns = 120 } = state;
  const tally = new ImportTally();
  const progress = new ImportProgress(tally, columns);
  void progress.text;
  for (let i = 0; i < unchanged; i++) tally.add({ status: 'unchanged', path: 'a' });
  for (let i = 0; i < imported; i++)
    tally.add({ status: 'imported', path: 'a', kind: 'text', objects: 1, warnings: [] });
  for (let i = 0; i < failed; i++) tally.add({ status: 'failed', path: 'a', problem });
  progress.total = total;
  progress.waitingFor = waitingFor;
  vi.advanceTimersByTime(10_000);
  expect(progress.text).toBe(text);
});
