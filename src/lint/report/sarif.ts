import { visibleJson } from '../../formats/presentable.ts';
import { RULE_GROUPS, ruleOf } from '../allRules.ts';
import type { ReportedFinding, Severity } from '../rule.ts';
import { type FindingsReport, limitFindings, omittedText, sourceLineOf } from './report.ts';

/** What a log needs from the system on which it is created. */
export interface SarifSystem {
  /** The path of a file as artifactLocation requires it (3.4.3). */
  uriOf(path: string): string;
  /** In hexadecimal. */
  sha256(text: string): string;
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** GitHub's terms for the severity of a rule: docs.github.com, "SARIF support for code scanning". */
const PROBLEM_SEVERITIES = { error: 'error', warning: 'warning', info: 'recommendation' } as const;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0, which GitHub code scanning reads. Section numbers in this file refer to the OASIS standard. */
export function sarifFindings(report: FindingsReport, system: SarifSystem): string {
  const { findings, omitted } = limitFindings(report);
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const fingerprint = fingerprints(system);
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'bindstack',
            semanticVersion: BINDSTACK_VERSION,
            rules: ids.map((id) => descriptor(id, findings)),
          },
        },
        // Left-out findings are notifications of the run (3.20.21): as results they would count as findings.
        ...(omitted.length > 0 && {
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [...new Set(omitted.map(({ file }) => file))].map((file) => ({
                level: 'warning',
                message: { text: escapePlaceholders(omittedText(omitted, file) ?? '') },
                locations: [{ physicalLocation: { artifactLocation: { uri: system.uriOf(file) } } }],
                properties: { omitted: omitted.filter((one) => one.file === file) },
              })),
            },
          ],
        }),
        // Columns are counted as in JavaScript strings.
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: ids.indexOf(finding.rule),
          level: LEVELS[finding.severity],
          message: { text: messageOf(finding) },
          locations: [{ physicalLocation: locationOf(finding, system) }],
          partialFingerprints: { 'bindstackFinding/v1': fingerprint(finding) },
          properties: { fixable: finding.fixable },
        })),
      },
    ],
  };
  return visibleJson(log, 2);
}

function descriptor(id: string, findings: readonly ReportedFinding[]) {
  const rule = ruleOf(id);
  const severity: Severity =
    rule?.severity ?? findings.find((finding) => finding.rule === id)?.severity ?? 'warning';
  const group = RULE_GROUPS.find(({ rules }) => rules.some((one) => one.id === id));
  return {
    id,
    ...(rule && {
      shortDescription: { text: plain(rule.summary) },
      fullDescription: { text: plain(`${rule.summary} ${rule.why}`) },
      help: {
        text: plain(`${rule.why}\n\nHow to fix it: ${rule.fix}\n\nEvidence: ${rule.evidence}`),
        markdown: `${rule.why}\n\n**How to fix it:** ${rule.fix}\n\n**Evidence:** ${rule.evidence}`,
      },
    }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      ...(group && { tags: [group.title] }),
      precision: 'high',
      'problem.severity': PROBLEM_SEVERITIES[severity],
    },
  };
}

/** Removes Markdown from a rule text, which only uses it for code. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

function messageOf({ message, suggestion }: ReportedFinding): string {
  return escapePlaceholders(suggestion === undefined ? message : `${message}. Fix: ${suggestion}`);
}

/**
 * Escapes text that would be read as a placeholder (3.11.5) or a link (3.11.6). Other braces and brackets stay as they
 * are, although 3.11.5 requires all to be doubled: no viewer undoes that, and `${NAME}` must stay readable.
 */
function escapePlaceholders(text: string): string {
  return text.replace(/\{(?=\d+\})|(?<=\{\d+)\}/g, '$&$&').replace(/\[(?=[^\]]*\]\()|\](?=\()/g, '\\$&');
}

function locationOf(
  { file, source, line, column, endLine, endColumn }: ReportedFinding,
  { uriOf }: SarifSystem,
) {
  return {
    artifactLocation: { uri: uriOf(file) },
    // A file that could not be read has no place.
    ...(source && { region: { startLine: line, startColumn: column, endLine, endColumn } }),
  };
}

/**
 * Identifies a finding even if lines above it were added or removed: by rule, file, the text of its line, and its
 * number among findings that are the same in these (3.27.17; `v1` in the name is the version of this scheme).
 */
function fingerprints({ uriOf, sha256 }: SarifSystem): (finding: ReportedFinding) => string {
  const seen = new Map<string, number>();
  // One hash per line: a line of a megabyte may have a thousand findings.
  const hashes = new Map<string, string>();
  const hashOf = (finding: ReportedFinding) => {
    const line = sourceLineOf(finding)?.trim() ?? finding.message;
    return sha256(JSON.stringify([finding.rule, uriOf(finding.file), line])).slice(0, 32);
  };
  return (finding) => {
    const { rule, file, line, source } = finding;
    const place = JSON.stringify([rule, file, line]);
    const hash = (source && hashes.get(place)) ?? hashOf(finding);
    if (source) hashes.set(place, hash);
    const number = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, number);
    return `${hash}:${number}`;
  };
}
