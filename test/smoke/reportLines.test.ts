import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { SmokeCheckResult } from '../../src/smoke/report.ts';
import { SmokeLines } from '../../src/smoke/reportLines.ts';
import type { Output, Step } from '../../src/terminal/output.ts';

/** An output that keeps what is shown. */
function shownBy(act: (lines: SmokeLines) => void): string[] {
  const shown: string[] = [];
  const step: Step = {
    update: (text) => void shown.push(`… ${text}`),
    done: (text) => void shown.push(`✔ ${text}`),
    fail: (text) => void shown.push(`✖ ${text}`),
    drop: () => void shown.push('dropped'),
  };
  const out = {
    colors: pc.createColors(false),
    say: (line: string) => void shown.push(line),
    step: () => step,
  };
  act(new SmokeLines(out as unknown as Output));
  return shown;
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

it('says what a slow check waits for', () => {
  const shown = shownBy((lines) => {
    lines.started('import');
    lines.waiting('the vector of a video');
    lines.ended(result({}));
  });
  expect(shown).toEqual([
    '… import: waiting for the vector of a video',
    '✔ import                12 ms  7 objects',
  ]);
});

it('shows each object that was refused, and what to try', () => {
  const shown = shownBy((lines) => {
    lines.started('import');
    lines.ended(
      result({
        status: 'fail',
        layer: 'inference',
        detail: 'inference: no',
        suggestion: 'see its log',
        objects: [
          { id: 'a', title: 'image sample', message: 'not an image' },
          { id: 'b', title: 'audio sample', message: 'no decoder' },
        ],
      }),
    );
  });
  expect(shown).toEqual([
    '✖ import                12 ms  inference: no',
    '    image sample: not an image',
    '    audio sample: no decoder',
    '  try: see its log',
  ]);
});

it('leaves the terminal to others while it pauses', () => {
  const shown = shownBy((lines) => {
    lines.started('restart');
    lines.pause();
    lines.ended(result({ id: 'restart' }));
  });
  expect(shown).toEqual(['dropped', '✔ restart               12 ms  7 objects']);
});
