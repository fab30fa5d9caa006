import type { ComponentChildren } from 'preact';
import type { Option } from '../../../capabilities/option.ts';
import { optionOf } from '../../../options/table.ts';
import { textFromValue } from '../../../options/text.ts';
import { consequence } from '../../../stack/consequence.ts';
import { describedBy, fieldFindings, idOf } from '../state/fields.ts';
import { choose, chosen, stack } from '../state/stack.ts';
import { inputFor } from './inputs.tsx';

/** One option: question, input, help, and the errors or consequences of the chosen value. */
export function Field({ optionKey: key }: { optionKey: string }) {
  const option = optionOf(key);
  const { kind, values } = option;
  const input = inputFor(key);
  const isGroup = kind === 'map' || (kind !== 'boolean' && values !== undefined);
  const parts: ComponentChildren = (
    <>
      {kind === 'boolean' ? null : input}
      <p class="help" id={`${idOf(key)}-help`}>
        {additionalHelp(option)} <ResetButton optionKey={key} />
      </p>
      <Notes optionKey={key} />
    </>
  );
  if (isGroup) {
    return (
      <fieldset class="field" aria-describedby={describedBy(key)} data-key={key}>
        <legend>{option.question}</legend>
        {parts}
      </fieldset>
    );
  }
  return (
    <div class="field" data-key={key}>
      {kind === 'boolean' ? (
        <label class="choice" for={idOf(key)}>
          {input}
          {option.question}
        </label>
      ) : (
        <label class="question" for={idOf(key)}>
          {option.question}
        </label>
      )}
      {parts}
    </div>
  );
}

/** The help text, unless it only repeats the question or the meanings of the values. */
function additionalHelp({ help, question, meanings }: Option<unknown>): string {
  const sentence = `${help.charAt(0).toUpperCase()}${help.slice(1)}`;
  return meanings || sentence === question.replace(/\?$/, '') ? '' : `${sentence}.`;
}

/** Sets an option back to its default; shown only if another value is chosen. */
function ResetButton({ optionKey: key }: { optionKey: string }) {
  if (!chosen.value.has(key)) return null;
  const { default: fallback, question } = optionOf(key);
  const text = textFromValue(fallback);
  return (
    <button type="button" class="link" onClick={() => choose(key, fallback ?? '')}>
      Reset to {text === '' ? 'none' : text === 'true' ? 'yes' : text === 'false' ? 'no' : text}
      <span class="visually-hidden"> for {question}</span>
    </button>
  );
}

/** Errors and warnings about the value; without any, what the value changes. */
function Notes({ optionKey: key }: { optionKey: string }) {
  const findings = fieldFindings.value.get(key) ?? [];
  const note = findings.length === 0 ? consequence(key, stack.value.config) : undefined;
  return (
    <div class="notes" id={`${idOf(key)}-notes`} aria-live="polite">
      {findings.map(({ severity, text }) => (
        <p key={text} class={severity}>
          <strong>{severity === 'error' ? 'Error: ' : 'Warning: '}</strong>
          {text}
        </p>
      ))}
      {note !== undefined && <p class="consequence">→ {note}</p>}
    </div>
  );
}
