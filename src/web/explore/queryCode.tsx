import { useSignal } from '@preact/signals';
import { CopyButton } from '../page/files/copyButton.tsx';
import { highlightedLines } from '../page/files/highlight.ts';
import { Tabs } from '../page/files/tabs.tsx';
import { answer } from './state.ts';

/** The ending by which the highlighter knows a language. */
const ENDINGS: Readonly<Record<string, string>> = { Python: 'query.py', TypeScript: 'query.ts' };

const PANEL = 'query-code';

/** The search as other programs send it. */
export function QueryCode() {
  const { code = {} } = answer.value ?? {};
  const names = Object.keys(code);
  const chosen = useSignal('');
  const name = names.includes(chosen.value) ? chosen.value : names[0];
  if (name === undefined) return null;
  const text = code[name] ?? '';
  return (
    <details class="query-code">
      <summary>This search in your own program</summary>
      <div class="bar">
        <Tabs
          label="Language"
          names={names}
          selected={name}
          panel={PANEL}
          onSelect={(selected) => {
            chosen.value = selected;
          }}
        />
        <CopyButton text={text} what={name} />
      </div>
      <div role="tabpanel" id={PANEL} aria-labelledby={`${PANEL}-tab-${name}`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>
          <code>
            {highlightedLines(ENDINGS[name] ?? name, text).map((pieces, i) => (
              <span key={i}>
                {pieces.map(({ type, text: piece }) =>
                  type === '' ? piece : <span class={`t-${type}`}>{piece}</span>,
                )}
                {'\n'}
              </span>
            ))}
          </code>
        </pre>
      </div>
    </details>
  );
}
