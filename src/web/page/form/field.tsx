import type { ComponentChildren } from 'preact';
import { choiceDetail, valueWords } from '../../../config/formWords.ts';
import { optionOf } from '../../../options/table.ts';
import { consequence } from '../../../stack/consequence.ts';
import { currentValue, describedBy, fieldFindings, idOf } from '../state/fields.ts';
import { choose, chosen, stack } from '../state/stack.ts';
import { additionalHelp, repeats } from './fieldTexts.ts';
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

/** Sets an option back to its default; shown only if another value is chosen. */
function ResetButton({ optionKey: key }: { optionKey: string }) {
  if (!chosen.value.has(key)) return null;
  const option = optionOf(key);
  const { default: fallback, question } = option;
  return (
    <button type="button" class="link" onClick={() => choose(key, fallback ?? '')}>
      {fallback === undefined ? 'Clear' : `Reset to ${valueWords(option, fallback)}`}
      <span class="visually-hidden"> for {question}</span>
    </button>
  );
}

/** What a value changes, if the form does not already say it. */
function consequenceOf(key: string): string | undefined {
  const option = optionOf(key);
  const text = consequence(key, stack.value.config);
  const value = currentValue(key);
  const chosenText = typeof value === 'string' ? choiceDetail(option, value) : '';
  const said = `${valueWords(option, value)} ${chosenText} ${option.question} ${additionalHelp(option)}`;
  return text === undefined || repeats(text, said) ? undefined : text;
}

/** Errors and warnings about the value; without any, what the value changes. */
function Notes({ optionKey: key }: { optionKey: string }) {
  const findings = fieldFindings.value.get(key) ?? [];
  const note = findings.length === 0 ? consequenceOf(key) : undefined;
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
