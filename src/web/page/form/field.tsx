import type { ComponentChildren } from 'preact';
import type { Option } from '../../../capabilities/option.ts';
import { optionOf } from '../../../options/table.ts';
import { textFromValue } from '../../../options/text.ts';
import { consequence } from '../../../stack/consequence.ts';
import { faults } from '../state/faults.ts';
import { choose, chosen, stack } from '../state/stack.ts';
import { inputFor } from './inputs.tsx';

/** Id of the element that holds an option's input. */
export function idOf(key: string): string {
  return `o-${key.replaceAll('.', '-')}`;
}

/** Parts of a field that its input is described by. */
export function describedBy(key: string): string {
  return `${idOf(key)}-help ${idOf(key)}-said`;
}

/** One option: question, input, help, and what is wrong with the answer or follows from it. */
export function Field({ optionKey: key }: { optionKey: string }) {
  const option = optionOf(key);
  const { kind, values } = option;
  const input = inputFor(key);
  const isGroup = kind === 'map' || (kind !== 'boolean' && values !== undefined);
  const parts: ComponentChildren = (
    <>
      {kind === 'boolean' ? null : input}
      <p class="help" id={`${idOf(key)}-help`}>
        {furtherHelp(option)} <ByDefault optionKey={key} />
      </p>
      <Said optionKey={key} />
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

/** The help, where it says more than the question and the meanings of the words. */
function furtherHelp({ help, question, meanings }: Option<unknown>): string {
  const sentence = `${help.charAt(0).toUpperCase()}${help.slice(1)}`;
  return meanings || sentence === question.replace(/\?$/, '') ? '' : `${sentence}.`;
}

/** The way back, where something else than the default is chosen. */
function ByDefault({ optionKey: key }: { optionKey: string }) {
  if (!chosen.value.has(key)) return null;
  const { default: byDefault, question } = optionOf(key);
  const text = textFromValue(byDefault);
  return (
    <button type="button" class="link" onClick={() => choose(key, byDefault ?? '')}>
      Back to {text === '' ? 'none' : text === 'true' ? 'yes' : text === 'false' ? 'no' : text}
      <span class="unseen"> for {question}</span>
    </button>
  );
}

/** What is wrong with the answer, or else what follows from it. */
function Said({ optionKey: key }: { optionKey: string }) {
  const found = faults.value.get(key) ?? [];
  const leads = found.length === 0 ? consequence(key, stack.value.config) : undefined;
  return (
    <div class="said" id={`${idOf(key)}-said`} aria-live="polite">
      {found.map(({ severity, text }) => (
        <p key={text} class={severity}>
          <strong>{severity === 'error' ? 'Error: ' : 'Warning: '}</strong>
          {text}
        </p>
      ))}
      {leads !== undefined && <p class="leads">→ {leads}</p>}
    </div>
  );
}
