import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { SmokeCheckResult } from '../../src/smoke/report.ts';
import { SmokeLines } from '../../src/smoke/reportLines.ts';
import type { Output, Step } from '../../src/terminal/output.ts';

/** What the action prints. */
function printedBy(action: (lines: SmokeLines) => void): string[] {
  const printed: string[] = [];
  const step: Step = {
    update: (text) => void printed.push(`… ${text}`),
    done: (text) => void printed.push(`✔ ${text}`),
    fail: (text) => void printed.push(`✖ ${text}`),
    drop: () => void printed.push('dropped'),
  };
  const out = {
    colors: pc.createColors(false),
    say: (line: string) => void printed.push(line),
    step: () => step,
  };
  action(new SmokeLines(out as unknown as Output));
  return printed;
}

const result = (fields: Partial<SmokeCheckResult>): SmokeCheckResult => ({
  id: 'import',
  modality: null,
  status: 'pass',
  ms: 12,
  detail: '7 objects',
  suggestion: null,
  layer: null,
  ...fields,
});

it('shows what a slow check is waiting for', () => {
  const printed = printedBy((lines) => {
    lines.started('import');
    lines.waiting('the video vector');
    lines.ended(result({}));
  });
  expect(printed).toEqual([
    '… import: waiting for the video vector',
    '✔ import                12 ms  7 objects',
  ]);
});

it('shows each rejected object and what to try', () => {
  const printed = printedBy((lines) => {
    lines.started('import');
    lines.ended(
      result({
        status: 'fail',
        layer: 'inference',
        detail: 'inference: no',
        suggestion: 'check its log',
        objects: [
          { id: 'a', title: 'image sample', message: 'not an image' },
          { id: 'b', title: 'audio sample', message: 'no decoder' },
        ],
      }),
    );
  });
  expect(printed).toEqual([
    '✖ import                12 ms  inference: no',
    '    image sample: not an image',
    '    audio sample: no decoder',
    '  try: check its log',
  ]);
});

it('removes the progress line while paused', () => {
  const printed = printedBy((lines) => {
    lines.started('restart');
    lines.pause();
    lines.ended(result({ id: 'restart' }));
  });
  expect(printed).toEqual(['dropped', '✔ restart               12 ms  7 objects']);
});
