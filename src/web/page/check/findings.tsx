import { ruleOf } from '../../../lint/allRules.ts';
import { type LocatedFinding, SEVERITIES } from '../../../lint/rule.ts';
import { fileText, fixFinding, lintResult } from './checkedFile.ts';
import { showInEditor } from './editor.tsx';

/** The findings like those of `bindstack validate`: errors, then warnings, and infos on request. */
export function Findings() {
  const { kind, findings } = lintResult.value;
  if (fileText.value.trim() === '') return null;
  const [errors, warnings, infos] = SEVERITIES.map((severity) =>
    findings.filter((one) => one.severity === severity),
  );
  const count = (found: readonly unknown[] | undefined, word: string) => plural(found?.length ?? 0, word);
  return (
    <>
      <p role="status" class="summary">
        {kind === undefined && 'The kind of this file cannot be detected: choose it above. '}
        {findings.length === 0
          ? kind !== undefined && 'No findings.'
          : [count(errors, 'error'), count(warnings, 'warning'), count(infos, 'info')].join(', ')}
      </p>
      <List findings={[...(errors ?? []), ...(warnings ?? [])]} />
      {infos !== undefined && infos.length > 0 && (
        <details class="infos">
          <summary>Show {count(infos, 'info')}</summary>
          <List findings={infos} />
        </details>
      )}
    </>
  );
}

function List({ findings }: { findings: readonly LocatedFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ol class="findings">
      {findings.map((finding) => (
        <Item
          key={`${finding.rule}:${finding.line}:${finding.column}:${finding.message}`}
          finding={finding}
        />
      ))}
    </ol>
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
          <TextWithCode text={suggestion.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase())} />
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
