import { useSignal } from '@preact/signals';

/** How long the button says what came of it; milliseconds. */
const SHOWN = 2000;

/** Puts a text on the clipboard, and says so. */
export function CopyButton({
  text,
  what,
  disabled = false,
}: {
  text: string;
  what: string;
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
    }, SHOWN);
  };
  return (
    <>
      <button type="button" onClick={copy} disabled={disabled}>
        {result.value || 'Copy'}
        <span class="unseen"> {what}</span>
      </button>
      <span class="unseen" role="status">
        {result.value && `${result.value}: ${what}`}
      </span>
    </>
  );
}
