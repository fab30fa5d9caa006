import type { FindingsReport } from '../../../src/lint/report/report.ts';
import type { LocatedFinding } from '../../../src/lint/rule.ts';
import { parseSource } from '../../../src/yaml/source.ts';

interface FindingParts extends Partial<Omit<LocatedFinding, 'source'>> {
  /** The whole text of the file; undefined if it cannot be read. */
  readonly text?: string | undefined;
  /** The wrong part of the text: its first occurrence. */
  readonly part?: string;
}

/** A finding. A test gives only the parts that it is about. */
export function findingOf({ text, part = text ?? '', ...parts }: FindingParts = {}): LocatedFinding {
  const file = parts.file ?? 'docker-compose.yml';
  const source = text === undefined ? undefined : parseSource(file, text);
  const start = text?.indexOf(part) ?? 0;
  const from = source?.lines.linePos(start);
  const to = source?.lines.linePos(start + part.length);
  return {
    rule: 'bind-wait-for-startup',
    severity: 'error',
    file,
    line: from?.line || 1,
    column: from?.col || 1,
    endLine: to?.line || 1,
    endColumn: to?.col || 1,
    message: 'the message',
    suggestion: undefined,
    fixable: false,
    docs: 'docs/rules/bind-wait-for-startup.md',
    source,
    changes: [],
    ...parts,
  };
}

const COMPOSE = `services:
  weaviate:
    environment:
      BIND_INFERENCE_API: http://bind:8080/
      BIND_WAIT_FOR_STARTUP: 'false'
`;

/** Three files: two with findings of every severity, one without any, and one that does not exist. */
export const REPORT: FindingsReport = {
  files: 4,
  names: ['docker-compose.yml', 'values.yaml', 'stack/collection.json', 'gone.yml'],
  findings: [
    findingOf({
      rule: 'config-file',
      text: COMPOSE,
      part: 'http://bind:8080/',
      message: '`BIND_INFERENCE_API` names a host that is not a service: bind',
      suggestion: 'use the name of the service that runs multi2vec-bind',
      docs: 'docs/rules/config-file.md',
      fixable: true,
    }),
    findingOf({
      text: COMPOSE,
      part: 'BIND_WAIT_FOR_STARTUP',
      severity: 'warning',
      message: '`BIND_WAIT_FOR_STARTUP` does not exist & does <nothing>',
      suggestion: 'remove it',
    }),
    findingOf({
      file: 'stack/collection.json',
      text: '{"class":"Media"}',
      part: '"Media"',
      severity: 'info',
      rule: 'disable-comment',
      message: 'something to know',
      docs: 'docs/rules/disable-comment.md',
    }),
    findingOf({
      file: 'gone.yml',
      rule: 'unreadable-file',
      message: 'gone.yml does not exist',
      suggestion: 'name a file that exists',
      docs: 'docs/rules/unreadable-file.md',
    }),
  ],
};
