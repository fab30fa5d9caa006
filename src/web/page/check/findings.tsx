import { ruleOf } from '../../../lint/allRules.ts';
import type { LocatedFinding } from '../../../lint/rule.ts';
import { fileText, fixFinding, lintResult } from './checkedFile.ts';
import { showInEditor } from './editor.tsx';

/** The findings, in the order of the lines. */
export function Findings() {
  const { kind, findings } = lintResult.value;
  if (fileText.value.trim() === '') return null;
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  return (
    <>
      <p role="status" class="summary">
        {kind === undefined && 'The kind of this file cannot be detected: choose it above. '}
        {findings.length === 0
          ? kind !== undefined && 'No findings.'
          : `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('info'), 'info')}`}
      </p>
      <ol class="findings">
        {findings.map((finding) => (
          <Item
            key={`${finding.rule}:${finding.line}:${finding.column}:${finding.message}`}
            finding={finding}
          />
        ))}
      </ol>
    </>
  );
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** A sentence in which parts between backticks are shown as code. */
function TextWithCode({ text }: { text: string }) {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part))}</>;
}

function Item({ finding }: { finding: LocatedFinding }) {
  const { rule, severity, line, column, message, suggestion, fixable } = finding;
  const { why = '', evidence = '' } = ruleOf(rule) ?? {};
  return (
    <li class={`finding ${severity}`} data-rule={rule}>
      <p>
        <button type="button" class="link" onClick={() => showInEditor(finding)}>
          Line {line}
          <span class="visually-hidden">, column {column}</span>
        </button>{' '}
        <strong>{severity}</strong> {message}
      </p>
      {suggestion !== undefined && (
        <p class="dim">
          Fix: <TextWithCode text={suggestion} />
        </p>
      )}
      <div class="bar">
        <details>
          <summary>
            Why<span class="visually-hidden"> {rule}</span>
          </summary>
          <p>
            <TextWithCode text={why} />
          </p>
          <p class="dim">
            {rule}. <TextWithCode text={evidence} />
          </p>
        </details>
        {fixable && (
          <button type="button" onClick={() => fixFinding(finding)}>
            Fix
            <span class="visually-hidden">
              {' '}
              {rule} in line {line}
            </span>
          </button>
        )}
      </div>
    </li>
  );
}
