import { useSignal } from '@preact/signals';
import { requirementsOf } from '../../stack/requirements.ts';
import { CheckPage } from './check/checkPage.tsx';
import { CommandBar } from './files/commandBar.tsx';
import { Commands } from './files/commands.tsx';
import { FilesPanel } from './files/filesPanel.tsx';
import { Tabs } from './files/tabs.tsx';
import { Form } from './form/form.tsx';
import { Presets } from './form/presets.tsx';
import { unknownKeys } from './state/link.ts';
import { chosen, stack } from './state/stack.ts';

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

function Configure() {
  return (
    <>
      <Presets />
      <div class="columns">
        <div class="left">
          {unknownKeys.value.length > 0 && (
            <p class="notice error" role="alert">
              The link contains unknown settings, which were ignored: {unknownKeys.value.join(', ')}.
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
              Reset to defaults
            </button>
          </p>
        </div>
        <div class="right">
          <Requirements />
          <FilesPanel />
        </div>
      </div>
      <Commands />
      <CommandBar />
    </>
  );
}

/** The memory, disk space and GPUs that the stack needs. */
function Requirements() {
  return (
    <dl class="requirements" aria-label="What the stack needs">
      {requirementsOf(stack.value.config).map(({ title, amount, detail }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <b>{amount}</b> <span class="dim">{detail}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
