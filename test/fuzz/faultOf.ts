import pc from 'picocolors';
import { parseAllDocuments } from 'yaml';
import { added } from '../../src/add/add.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { EXIT, Failure } from '../../src/errors.ts';
import { textFrom } from '../../src/formats/textFrom.ts';
import { fix } from '../../src/lint/fix.ts';
import { kindOfText } from '../../src/lint/kind.ts';
import { type LintInput, lint } from '../../src/lint/lint.ts';
import { FINDINGS_FORMATS, formatFindings } from '../../src/lint/report/formats.ts';
import type { Kind } from '../../src/lint/rule.ts';

/** A guard against what never ends, not a measure: an input of the corpus takes some milliseconds. */
const HANG = 5000;

const { config } = resolveConfig(new Map());
const parses = (text: string) =>
  parseAllDocuments(text, { logLevel: 'silent', prettyErrors: false }).every(
    ({ errors }) => errors.length === 0,
  );

/** What validate, --fix and add do wrong with a text: undefined where each ends in a documented way. */
export async function faultOf(text: string, name: string, given?: Kind): Promise<string | undefined> {
  // What the commands refuse before they look at it.
  if ('problem' in textFrom(new TextEncoder().encode(text))) return undefined;
  const started = process.cpuUsage();
  try {
    const fault = await wrong(text, name, given);
    const { user, system } = process.cpuUsage(started);
    const spent = (user + system) / 1000;
    return fault ?? (spent > HANG ? `takes ${Math.round(spent)} ms` : undefined);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? String(error)) : String(error);
  }
}

async function wrong(text: string, name: string, given: Kind | undefined): Promise<string | undefined> {
  const kind = given ?? kindOfText(name, text);
  const self = {
    text: (other: string) => (other === name ? { name, text } : undefined),
    variables: () => undefined,
  };
  const input: LintInput = { name, text, kind, beside: self };
  const { findings } = lint(input);
  for (const format of FINDINGS_FORMATS)
    formatFindings(
      format,
      { findings, files: 1, names: [name] },
      { colors: pc.createColors(false), width: 80 },
    );
  for (const { line, column, message } of findings)
    if (!(line >= 1 && column >= 1) || message === '') return `a finding without a place: ${message}`;
  const fixed = fix(input, () => true).texts.get(name);
  if (fixed !== undefined) {
    if (parses(text) && !parses(fixed)) return `--fix breaks it:\n${fixed}`;
    const again = fix({ ...input, text: fixed }, () => true).texts.get(name);
    if (again !== undefined) return `--fix is not done after one run:\n${fixed}\n=====\n${again}`;
  }
  const before = await addedOrFailure(input);
  if (typeof before !== 'string' || before === text) return undefined;
  if (parses(text) && !parses(before)) return `add breaks it:\n${before}`;
  const twice = await addedOrFailure({ ...input, text: before });
  if (twice === before) return undefined;
  return `add is not done after one run:\n${before}\n=====\n${typeof twice === 'string' ? twice : twice.message}`;
}

async function addedOrFailure(input: LintInput): Promise<string | Failure> {
  try {
    return await added(input, { config, asked: { given: () => false }, services: [], ask: undefined });
  } catch (error) {
    if (!(error instanceof Failure) || !Object.hasOwn(EXIT, error.kind) || error.message === '') throw error;
    if (error.kind !== 'usage' && error.kind !== 'refused') throw new Error(`add ends as ${error.kind}`);
    return error;
  }
}
