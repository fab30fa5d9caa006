import { ruleOf } from '../../../lint/allRules.ts';
import type { LocatedFinding } from '../../../lint/rule.ts';
import { Words } from '../words.tsx';
import { showInEditor } from './editor.tsx';
import { fixFinding, result, text } from './own.ts';

/** What is wrong with the file, in the order of its lines. */
export function Findings() {
  const { kind, findings } = result.value;
  if (text.value.trim() === '') return null;
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  return (
    <>
      <p role="status" class="summary">
        {kind === undefined && 'Nothing in it tells what kind of file it is: choose the kind above. '}
        {findings.length === 0
          ? kind !== undefined && 'Nothing is wrong with it.'
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

function Item({ finding }: { finding: LocatedFinding }) {
  const { rule, severity, line, column, message, suggestion, fixable } = finding;
  const { why = '', evidence = '' } = ruleOf(rule) ?? {};
  return (
    <li class={`finding ${severity}`} data-rule={rule}>
      <p>
        <button type="button" class="link" onClick={() => showInEditor(finding)}>
          Line {line}
          <span class="unseen">, column {column}</span>
        </button>{' '}
        <strong>{severity}</strong> {message}
      </p>
      {suggestion !== undefined && (
        <p class="dim">
          Fix: <Words text={suggestion} />
        </p>
      )}
      <div class="bar">
        <details>
          <summary>
            Why<span class="unseen"> {rule}</span>
          </summary>
          <p>
            <Words text={why} />
          </p>
          <p class="dim">
            {rule}. <Words text={evidence} />
          </p>
        </details>
        {fixable && (
          <button type="button" onClick={() => fixFinding(finding)}>
            Mend
            <span class="unseen">
              {' '}
              {rule} in line {line}
            </span>
          </button>
        )}
      </div>
    </li>
  );
}
