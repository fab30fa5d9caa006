import { useRef } from 'preact/hooks';
import type { LocatedFinding } from '../../../lint/rule.ts';
import { fileText, lintResult, setFile } from './checkedFile.ts';

/** Id of the text area. */
export const EDITOR = 'file-text';

/** The worst severity of the findings that begin on each line; lines count from 1. */
function severityByLine(findings: readonly LocatedFinding[]): ReadonlyMap<number, string> {
  const worst = ['info', 'warning', 'error'];
  const byLine = new Map<number, string>();
  for (const { line, severity } of findings) {
    if (worst.indexOf(severity) > worst.indexOf(byLine.get(line) ?? '')) byLine.set(line, severity);
  }
  return byLine;
}

/** A text area with line numbers; lines with findings are marked. */
export function Editor() {
  const numbers = useRef<HTMLDivElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const byLine = severityByLine(lintResult.value.findings);
  // Infos are hidden at first, so their lines get no background.
  const marked = [...byLine].filter(([, severity]) => severity !== 'info');
  const count = fileText.value.split('\n').length;
  return (
    <div class="editor">
      <div class="numbers" aria-hidden="true" ref={numbers}>
        {Array.from({ length: count }, (_, i) => (
          <span key={i} class={byLine.get(i + 1) ?? ''}>
            {i + 1}
          </span>
        ))}
      </div>
      <div class="text">
        <div class="marks" aria-hidden="true">
          <div ref={marks}>
            {marked.map(([line, severity]) => (
              <span key={line} class={severity} style={{ '--line': line - 1 }} />
            ))}
          </div>
        </div>
        <textarea
          id={EDITOR}
          wrap="off"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          aria-describedby="file-help"
          placeholder="services:&#10;  weaviate:&#10;    …"
          value={fileText.value}
          onInput={({ currentTarget }) => setFile(currentTarget.value)}
          onScroll={({ currentTarget: { scrollTop } }) => {
            if (numbers.current) numbers.current.scrollTop = scrollTop;
            if (marks.current) marks.current.style.transform = `translateY(${-scrollTop}px)`;
          }}
        />
      </div>
    </div>
  );
}

/** Selects the text that a finding is about and scrolls to it. */
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
