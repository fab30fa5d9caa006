import { useSignal } from '@preact/signals';
import { CheckPage } from './check/checkPage.tsx';
import { Commands } from './files/commands.tsx';
import { FilesPanel } from './files/filesPanel.tsx';
import { Tabs } from './files/tabs.tsx';
import { Demands } from './form/demands.tsx';
import { Form } from './form/form.tsx';
import { unknownKeys } from './state/address.ts';
import { chosen } from './state/stack.ts';

const VIEWS = ['Configure', 'Check your own'] as const;
const PANEL = 'view';

/** The whole page. */
export function App() {
  const view = useSignal<string>(VIEWS[0]);
  return (
    <>
      <Tabs
        label="What to do"
        names={VIEWS}
        selected={view.value}
        panel={PANEL}
        onSelect={(name) => {
          view.value = name;
        }}
      />
      <div role="tabpanel" id={PANEL} aria-labelledby={`${PANEL}-tab-${view.value}`}>
        {view.value === VIEWS[0] ? <Configure /> : <CheckPage />}
      </div>
    </>
  );
}

/** On a narrow screen the files are far below. */
function showFiles(): void {
  document.getElementById('files')?.scrollIntoView();
  document.querySelector<HTMLElement>('#files [role="tab"][aria-selected="true"]')?.focus();
}

function Configure() {
  return (
    <div class="columns">
      <div class="left">
        {unknownKeys.value.length > 0 && (
          <p class="notice error" role="alert">
            The link holds what means nothing here, and it was left out: {unknownKeys.value.join(', ')}.
          </p>
        )}
        <Form />
        <p class="reset">
          <button
            type="button"
            disabled={chosen.value.size === 0}
            onClick={() => {
              chosen.value = new Map();
            }}
          >
            Back to the defaults
          </button>
        </p>
      </div>
      <div class="right">
        <Demands />
        <FilesPanel />
        <Commands />
      </div>
      <button type="button" class="jump primary" onClick={showFiles}>
        Files ↓
      </button>
    </div>
  );
}
