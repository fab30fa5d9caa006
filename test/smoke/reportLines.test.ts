import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { SmokeCheckResult } from '../../src/smoke/report.ts';
import { SmokeLines } from '../../src/smoke/reportLines.ts';
import type { Output, Step } from '../../src/terminal/output.ts';

/** What the action prints. */
function printedBy(action: (lines: SmokeLines) => void, verbose = false): string[] {
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
  action(new SmokeLines(out as unknown as Output, verbose));
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

it.each([
  [false, '✔ near-image            12 ms  finds its own object'],
  [true, '✔ near-image            12 ms  finds its own object: distance 0.0000, next 0.9268'],
])('shows distances only if asked: %s', (verbose, line) => {
  const detail = 'finds its own object: distance 0.0000, next 0.9268';
  expect(printedBy((lines) => lines.ended(result({ id: 'near-image', detail })), verbose)).toEqual([line]);
});

it('counts the checks that were not run after a failure', () => {
  const printed = printedBy((lines) => {
    lines.ended(result({ id: 'grpc', status: 'fail', detail: 'gRPC: no' }));
    for (const id of ['module', 'create']) {
      lines.ended(result({ id, status: 'skip', detail: 'not run because grpc failed' }));
    }
    lines.finished();
  });
  expect(printed).toEqual([
    '✖ grpc                  12 ms  gRPC: no',
    '- 2 more checks were not run because grpc failed',
  ]);
});

it('does not report a server that does not respond: the error of the command does', () => {
  const printed = printedBy((lines) => {
    lines.started('ready');
    lines.ended(result({ id: 'ready', status: 'fail', detail: 'network: nothing responds' }));
    lines.ended(result({ id: 'grpc', status: 'skip', detail: 'not run because ready failed' }));
    lines.finished();
  });
  expect(printed).toEqual(['dropped']);
});
