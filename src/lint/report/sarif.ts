import { visibleJson } from '../../formats/presentable.ts';
import { RULE_GROUPS, ruleOf } from '../allRules.ts';
import type { LocatedFinding, Severity } from '../rule.ts';
import { type FindingsReport, limitFindings, omittedText, sourceLineOf } from './report.ts';

/** What a log takes from the machine that it is made on. */
export interface SarifSystem {
  /** The path of a file as artifactLocation takes it (3.4.3). */
  uriOf(path: string): string;
  /** In hexadecimal. */
  sha256(text: string): string;
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Words of GitHub for the severity of a rule: docs.github.com, "SARIF support for code scanning". */
const PROBLEM_SEVERITIES = { error: 'error', warning: 'warning', info: 'recommendation' } as const;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0, which code scanning takes; section numbers in this file are those of the OASIS standard. */
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
        // What is left out is a condition of the run (3.20.21): results would be findings of their own.
        ...(omitted.length > 0 && {
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [...new Set(omitted.map(({ file }) => file))].map((file) => ({
                level: 'warning',
                message: { text: quoted(omittedText(omitted, file) ?? '') },
                locations: [{ physicalLocation: { artifactLocation: { uri: system.uriOf(file) } } }],
                properties: { omitted: omitted.filter((one) => one.file === file) },
              })),
            },
          ],
        }),
        // Positions count as JavaScript's strings do.
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

function descriptor(id: string, findings: readonly LocatedFinding[]) {
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

/** Texts of rules are Markdown, of which they use code only. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

function messageOf({ message, suggestion }: LocatedFinding): string {
  return quoted(suggestion === undefined ? message : `${message}. ${suggestion}`);
}

/**
 * What would be read as a placeholder (3.11.5) or a link (3.11.6) is quoted. Other braces and brackets are left as
 * they are, though 3.11.5 wants each of them doubled: no viewer takes that back, and `${NAME}` has to be readable.
 */
function quoted(text: string): string {
  return text.replace(/\{(?=\d+\})|(?<=\{\d+)\}/g, '$&$&').replace(/\[(?=[^\]]*\]\()|\](?=\()/g, '\\$&');
}

function locationOf(
  { file, source, line, column, endLine, endColumn }: LocatedFinding,
  { uriOf }: SarifSystem,
) {
  return {
    artifactLocation: { uri: uriOf(file) },
    // Of a file that could not be read no place is known.
    ...(source && { region: { startLine: line, startColumn: column, endLine, endColumn } }),
  };
}

/**
 * Recognises a finding when lines above it have come or gone: by rule, file, the text of its line, and which of
 * those that are alike it is (3.27.17; the version at the end of the name belongs to this recipe).
 */
function fingerprints({ uriOf, sha256 }: SarifSystem): (finding: LocatedFinding) => string {
  const seen = new Map<string, number>();
  // By line: one of a megabyte may hold a thousand findings.
  const hashes = new Map<string, string>();
  const hashOf = (finding: LocatedFinding) => {
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
