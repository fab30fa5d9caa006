import { useSignal } from '@preact/signals';

/** How long the button shows the result, in milliseconds. */
const RESULT_DURATION = 2000;

/** Copies a text to the clipboard and reports the result. */
export function CopyButton({
  text,
  what,
  label = 'Copy',
  disabled = false,
}: {
  text: string;
  what: string;
  /** What the button says, if what it copies is not next to it. */
  label?: string;
  disabled?: boolean;
}) {
  const result = useSignal<'' | 'Copied' | 'Not allowed'>('');
  const copy = async () => {
    result.value = await navigator.clipboard.writeText(text).then(
      () => 'Copied' as const,
      () => 'Not allowed' as const,
    );
    setTimeout(() => {
      result.value = '';
    }, RESULT_DURATION);
  };
  return (
    <>
      <button type="button" onClick={copy} disabled={disabled}>
        {result.value || label}
        {label === 'Copy' && <span class="visually-hidden"> {what}</span>}
      </button>
      <span class="visually-hidden" role="status">
        {result.value && `${result.value}: ${what}`}
      </span>
    </>
  );
}
