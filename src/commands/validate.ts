import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { COMPOSE_FILES, CONFIG_FILE } from '../facts/fileNames.ts';
import { WEAVIATE_VERSION } from '../facts/versions.ts';
import { inputsFor, type Unreadable } from '../files/lintInputs.ts';
import { unifiedDiff } from '../files/plannedFiles.ts';
import { readText } from '../files/readText.ts';
import { replaceFile } from '../files/replaceFile.ts';
import { SARIF_SYSTEM } from '../files/sarifSystem.ts';
import { decodeText } from '../formats/decodeText.ts';
import { didYouMean } from '../formats/nearest.ts';
import { visibleLine } from '../formats/presentable.ts';
import { versionInTag } from '../formats/versionNumber.ts';
import { RULE_GROUPS, ruleIds, ruleOf } from '../lint/allRules.ts';
import { pageOf } from '../lint/documentation.ts';
import type { LintInput } from '../lint/lint.ts';
import { FINDINGS_FORMATS, type FindingsFormat, formatFindings } from '../lint/report/formats.ts';
import { countsOf, type FindingsReport } from '../lint/report/report.ts';
import { ruleListJson, ruleListText } from '../lint/report/ruleList.ts';
import { type Kind, type ReportedFinding, suggestionOf } from '../lint/rule.ts';
import { type CheckOptions, checkInputs } from './checkedInputs.ts';
import { type RequestedReport, requestedReports, writeReport } from './reports.ts';

export interface ValidateOptions {
  readonly kind?: Kind;
  readonly format?: readonly string[];
  readonly fix?: boolean;
  readonly maxWarnings?: string;
  readonly disable?: readonly string[];
  readonly listRules?: boolean;
  readonly weaviateVersion?: string;
  readonly merge?: boolean;
  /** Also show infos. */
  readonly verbose?: boolean;
}

/** Files that are checked by default, if they exist: those that `generate` writes. */
const DEFAULT_FILES = [...COMPOSE_FILES, 'values.yaml', 'collection.json', CONFIG_FILE];

/** Formatting of reports in files. */
const FILE_STYLE = { ...SARIF_SYSTEM, colors: pc.createColors(false), width: Number.POSITIVE_INFINITY };

/** `bindstack validate`: reports what will fail in these files, where, why, and how to fix it. */
export async function validate(
  context: Pick<Context, 'cwd' | 'env' | 'out' | 'stdin' | 'cleanUpOnSignal'>,
  options: ValidateOptions,
  files: readonly string[],
): Promise<void> {
  const { out, cwd, env } = context;
  if (options.listRules === true) {
    out.data(out.json ? ruleListJson(RULE_GROUPS) : ruleListText(RULE_GROUPS));
    return;
  }
  const disabled = disabledRules(options.disable ?? []);
  const weaviateVersion = versionFlag(options.weaviateVersion);
  const maxWarnings = maxWarningsOf(options.maxWarnings);
  const { verbose = false } = options;
  const reports = reportsFor(options.format ?? [], out.json);
  const names = [...new Set(files.length > 0 ? files : defaultFiles(cwd))];
  const { inputs, unreadable } = await inputsFor(
    names,
    { kind: options.kind, weaviateVersion, merge: options.merge ?? false },
    cwd,
    env,
    async (name) => (name === '-' ? decodeText(await context.stdin()) : readText(resolve(cwd, name))),
  );
  const checks: CheckOptions = {
    cwd,
    fix: options.fix ?? false,
    disabled,
    editable: new Set(names.filter((name) => name !== '-')),
  };
  const findings: ReportedFinding[] = unreadable.map(unreadableFinding);
  let fixes = 0;
  for (const [index, { texts, fixed, isIncomplete, ...found }] of (
    await checkInputs(inputs, checks)
  ).entries()) {
    const input = inputs[index];
    if (!input) continue;
    fixes += fixed;
    for (const [name, text] of texts) {
      context.cleanUpOnSignal();
      await replaceFile(resolve(cwd, name), text);
      out.quote(unifiedDiff(name, textOf(input, name), text).trimEnd());
    }
    if (isIncomplete) {
      out.warn(
        `${visibleLine(input.name)}: the file is too large to try every fix; ${
          texts.size > 0 ? 'run the same command again' : 'fix the findings by hand, or split the file'
        }`,
      );
    }
    // Not spread into one push(): a hundred thousand arguments overflow the stack.
    for (const finding of found.findings) findings.push(finding);
  }
  if (options.fix) out.say(`${fixes} fixed, ${findings.length} left`);
  const report: FindingsReport = { findings, files: names.length, names };
  for (const { format, file } of reports) {
    if (file === undefined) {
      const style = { ...SARIF_SYSTEM, colors: out.dataColors, width: out.width, verbose };
      const text = formatFindings(format, report, style);
      if (format === 'pretty') out.show(text);
      else if (text !== '') out.data(text);
    } else await writeReport(cwd, file, formatFindings(format, report, { ...FILE_STYLE, verbose }));
  }
  throwOnFindings(report, unreadable, maxWarnings);
}

/** The text of a file of an input: of the file itself, or of one merged over it. */
function textOf({ name, text, overrides = [] }: LintInput, wanted: string): string {
  return name === wanted ? text : (overrides.find((file) => file.name === wanted)?.text ?? '');
}

function throwOnFindings(
  report: FindingsReport,
  unreadable: readonly Unreadable[],
  maxWarnings: number,
): void {
  const { errors, warnings } = countsOf(report.findings);
  // The report has already said everything.
  if (unreadable.length > 0) {
    throw new Failure('usage', {
      code: 'unreadable-file',
      message: 'a file could not be read',
      reported: true,
    });
  }
  if (errors > 0 || warnings > maxWarnings) {
    throw new Failure('findings', { code: 'findings', message: 'there are findings', reported: true });
  }
}

function defaultFiles(cwd: string): string[] {
  const found: string[] = [];
  // A file that exists but cannot be read is a finding, not skipped.
  for (const name of DEFAULT_FILES) if (existsSync(resolve(cwd, name))) found.push(name);
  if (found.length > 0) return found;
  throw new Failure('usage', {
    code: 'no-files',
    message: 'no file was given, and none of the default files exists here',
    detail: `Looked for ${DEFAULT_FILES.join(', ')}`,
    suggestion: 'name the files to validate, or create them: bindstack generate',
  });
}

function disabledRules(texts: readonly string[]): ReadonlySet<string> {
  const names = texts
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter(Boolean);
  for (const name of names) {
    if (name === 'unreadable-file') {
      throw new Failure('usage', {
        code: 'no-such-rule',
        message: `${name} cannot be disabled: such a file cannot be checked`,
        suggestion: 'leave out the file, or set its kind with --kind',
      });
    }
    if (ruleOf(name)) continue;
    throw new Failure('usage', {
      code: 'no-such-rule',
      message: `unknown rule ${name}`,
      suggestion: didYouMean(name, ruleIds()) ?? 'bindstack validate --list-rules',
    });
  }
  return new Set(names);
}

/** @throws Failure `bad-value` (usage) unless the text is a version: against anything else, nothing would be checked */
function versionFlag(text: string | undefined): string | undefined {
  const version = text === undefined ? undefined : versionInTag(text);
  if (text === undefined || version !== undefined) return version;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--weaviate-version: "${text}" is not a version`,
    suggestion: `--weaviate-version ${WEAVIATE_VERSION}`,
  });
}

function maxWarningsOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--max-warnings: "${text}" is not a whole number`,
    suggestion: '--max-warnings 0',
  });
}

function unreadableFinding({ name, problem, suggestion }: Unreadable): ReportedFinding {
  const rule = ruleOf('unreadable-file');
  return {
    rule: 'unreadable-file',
    severity: 'error',
    file: name,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    message: `cannot be used: ${problem}`,
    suggestion: suggestion ?? (rule && suggestionOf(rule)),
    fixable: false,
    docs: pageOf('unreadable-file'),
    source: undefined,
  };
}

/** The requested reports; by default, text on standard output. */
function reportsFor(texts: readonly string[], json: boolean): RequestedReport<FindingsFormat>[] {
  const reports = requestedReports(texts, json, {
    flag: '--format',
    formats: FINDINGS_FORMATS,
    example: 'sarif=findings.sarif',
  });
  return reports.length === 0 ? [{ format: 'pretty', file: undefined }] : reports;
}
