import { useSignal } from '@preact/signals';
import { optionOf } from '../../../options/table.ts';
import { textFromValue, valueFromText } from '../../../options/text.ts';
import { choose } from '../state/stack.ts';
import { describedBy, idOf } from './field.tsx';
import { chosenValue, isWrong } from './inputs.tsx';

/** A text, a number, or a list with commas. While it is typed it stays as it was typed. */
export function TextInput({ optionKey: key }: { optionKey: string }) {
  const { kind, example } = optionOf(key);
  const draft = useSignal<string | undefined>(undefined);
  return (
    <input
      type="text"
      id={idOf(key)}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      placeholder={`for example ${textFromValue(example)}`}
      value={draft.value ?? textFromValue(chosenValue(key))}
      aria-invalid={isWrong(key)}
      aria-describedby={describedBy(key)}
      onInput={({ currentTarget: { value } }) => {
        draft.value = value;
        choose(key, valueFromText(kind, [value]));
      }}
      onBlur={() => {
        draft.value = undefined;
      }}
    />
  );
}
