import { useRef } from 'preact/hooks';
import type { LocatedFinding } from '../../../lint/rule.ts';
import { replace, result, text } from './own.ts';

/** Id of the text of the file. */
export const EDITOR = 'own-text';

/** Worst severity of what begins on each line, from 1. */
function marks(findings: readonly LocatedFinding[]): ReadonlyMap<number, string> {
  const worst = ['info', 'warning', 'error'];
  const byLine = new Map<number, string>();
  for (const { line, severity } of findings) {
    if (worst.indexOf(severity) > worst.indexOf(byLine.get(line) ?? '')) byLine.set(line, severity);
  }
  return byLine;
}

/** The file as text to edit, its lines numbered and those with findings marked. */
export function Editor() {
  const numbers = useRef<HTMLDivElement>(null);
  const byLine = marks(result.value.findings);
  const count = text.value.split('\n').length;
  return (
    <div class="editor">
      <div class="numbers" aria-hidden="true" ref={numbers}>
        {Array.from({ length: count }, (_, i) => (
          <span key={i} class={byLine.get(i + 1) ?? ''}>
            {i + 1}
          </span>
        ))}
      </div>
      <textarea
        id={EDITOR}
        wrap="off"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-describedby="own-help"
        placeholder="services:&#10;  weaviate:&#10;    …"
        value={text.value}
        onInput={({ currentTarget }) => replace(currentTarget.value)}
        onScroll={({ currentTarget }) => {
          if (numbers.current) numbers.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** Shows a finding in the text: selects what is wrong and brings it into view. */
export function showInEditor({ line, column, endLine, endColumn }: LocatedFinding): void {
  const area = document.getElementById(EDITOR);
  if (!(area instanceof HTMLTextAreaElement)) return;
  const lines = area.value.split('\n');
  const offset = (l: number, c: number) =>
    lines.slice(0, l - 1).reduce((sum, { length }) => sum + length + 1, c - 1);
  area.focus();
  area.setSelectionRange(offset(line, column), offset(endLine, endColumn));
  area.scrollTop = Math.max(0, (line - 4) * Number.parseFloat(getComputedStyle(area).lineHeight));
}
