import { replayCommand } from '../../../options/replay.ts';
import { goToField, invalidKeys } from '../state/fields.ts';
import { hasErrors, stack } from '../state/stack.ts';
import { CopyButton } from './copyButton.tsx';

const TITLE = 'Generate these files';

/** For narrow screens, where the files are far below the form. */
function jumpToFiles(): void {
  document.getElementById('files')?.scrollIntoView();
  document.querySelector<HTMLElement>('#files [role="tab"][aria-selected="true"]')?.focus();
}

function jumpToNextSteps(): void {
  const title = document.getElementById('commands-title');
  title?.scrollIntoView();
  title?.focus();
}

/** The command for the chosen options, or what to fix first. It stays at the bottom of the window. */
export function CommandBar() {
  const command = replayCommand(stack.value.values, ['--save']);
  return (
    <section class="command-bar" aria-label="Command">
      {hasErrors.value ? (
        <p class="notice error">
          <FieldsToFix />
        </p>
      ) : (
        <div class="command">
          <h2 class="visually-hidden">{TITLE}</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by keyboard */}
          <pre tabIndex={0}>
            <code>{command}</code>
          </pre>
          <CopyButton text={command} what={TITLE} />
        </div>
      )}
      <button type="button" class="next" onClick={jumpToNextSteps}>
        Next steps
      </button>
      <button type="button" class="jump primary" onClick={jumpToFiles}>
        Files<span class="visually-hidden"> below the form</span>
      </button>
    </section>
  );
}

/** How many fields have errors, with a link to the first one. */
export function FieldsToFix() {
  const keys = invalidKeys.value;
  return (
    <>
      Preview is outdated:{' '}
      <button type="button" class="link" onClick={() => goToField(keys[0] ?? 'name')}>
        {keys.length === 1 ? '1 field to fix' : `${keys.length} fields to fix`}
      </button>
    </>
  );
}
