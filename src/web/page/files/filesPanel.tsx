import { useSignal } from '@preact/signals';
import { ENV_FILE } from '../../../facts/fileNames.ts';
import { newEnvText, zipOfAll } from '../state/bundle.ts';
import { bundleName } from '../state/bundleName.ts';
import { files } from '../state/files.ts';
import { isBroken, stack } from '../state/stack.ts';
import { Code } from './code.tsx';
import { CopyButton } from './copyButton.tsx';
import { download } from './download.ts';
import { Tabs } from './tabs.tsx';

const PANEL = 'file';

/** The files that the answers make. */
export function FilesPanel() {
  const wanted = useSignal('');
  const shown = files.value;
  const file = shown.find(({ path }) => path === wanted.value) ?? shown[0];
  if (!file) return null;
  const broken = isBroken.value;
  const hasKey = stack.value.config.weaviate.auth === 'api-key';
  return (
    <section class="files" aria-labelledby="files-title" id="files">
      <div class="bar">
        <h2 id="files-title">Files</h2>
        <button
          type="button"
          class="primary"
          disabled={broken}
          onClick={async () => download(bundleName(), await zipOfAll())}
        >
          Download all (.zip)
        </button>
      </div>
      {broken && (
        <p class="notice error" role="alert">
          These are the files of the last good answers: mend what is marked in the form.
        </p>
      )}
      <Tabs
        label="Files"
        names={shown.map(({ path }) => path)}
        selected={file.path}
        panel={PANEL}
        onSelect={(path) => {
          wanted.value = path;
        }}
      />
      <div
        role="tabpanel"
        id={PANEL}
        aria-labelledby={`${PANEL}-tab-${file.path}`}
        class={broken ? 'stale' : ''}
      >
        <div class="bar tools">
          <span class="dim">{file.text.split('\n').length - 1} lines</span>
          <span class="buttons">
            <CopyButton text={file.text} what={file.path} disabled={broken} />
            <button type="button" disabled={broken} onClick={() => download(file.path, file.text)}>
              Download<span class="unseen"> {file.path}</span>
            </button>
          </span>
        </div>
        <Code path={file.path} text={file.text} />
      </div>
      {hasKey && (
        <p class="notice">
          The API key stands in <code>.env</code>, which is in the zip. It is made here when you download it,
          is different each time, and is kept nowhere.{' '}
          <button type="button" disabled={broken} onClick={() => download(ENV_FILE, newEnvText())}>
            Download .env alone
          </button>
        </p>
      )}
    </section>
  );
}
