// A worker of `validate`: gets inputs in batches, answers with what was found, and ends with an empty batch.
import { parentPort, workerData } from 'node:worker_threads';
import type { ReportedFinding } from '../lint/rule.ts';
import {
  type CheckedInput,
  type CheckOptions,
  checkInput,
  received,
  type SentInput,
} from './checkedInputs.ts';

const options = workerData as CheckOptions;

parentPort?.on('message', (batch: readonly SentInput[]) => {
  if (batch.length === 0) parentPort?.close();
  else
    parentPort?.postMessage(batch.map((input) => plain(checkInput(received(input, options.cwd), options))));
});

/** Without parsed documents, which cannot be sent. The findings of a file share its text. */
function plain(checked: CheckedInput): CheckedInput {
  const sources = new Map<unknown, ReportedFinding['source']>();
  const plainSource = (source: ReportedFinding['source']) => {
    if (source === undefined) return undefined;
    const { text, lines } = source;
    const made = sources.get(source) ?? { text, lines: { lineStarts: lines.lineStarts } };
    sources.set(source, made);
    return made;
  };
  const findings = checked.findings.map(({ source, ...finding }) => {
    const { changes: _, ...data } = finding as typeof finding & { changes?: unknown };
    return { ...data, source: plainSource(source) };
  });
  return { ...checked, findings };
}
