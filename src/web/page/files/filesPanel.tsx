import { useSignal } from '@preact/signals';
import { ENV_FILE } from '../../../facts/fileNames.ts';
import { files } from '../state/files.ts';
import { hasErrors, stack } from '../state/stack.ts';
import { download, downloadAll, newEnvText } from './archive.ts';
import { Code } from './code.tsx';
import { CopyButton } from './copyButton.tsx';
import { Tabs } from './tabs.tsx';

const PANEL = 'file';

/** The generated files, to read, copy and download. */
export function FilesPanel() {
  const selected = useSignal('');
  const shown = files.value;
  const file = shown.find(({ path }) => path === selected.value) ?? shown[0];
  if (!file) return null;
  const outdated = hasErrors.value;
  const hasKey = stack.value.config.weaviate.auth === 'api-key';
  return (
    <section class="files" aria-labelledby="files-title" id="files">
      <div class="bar">
        <h2 id="files-title">Files</h2>
        <button type="button" class="primary" disabled={outdated} onClick={() => void downloadAll()}>
          Download all (.zip)
        </button>
      </div>
      {outdated && (
        <p class="notice error" role="alert">
          The preview is outdated: fix the errors in the form.
        </p>
      )}
      <Tabs
        label="Files"
        names={shown.map(({ path }) => path)}
        selected={file.path}
        panel={PANEL}
        onSelect={(path) => {
          selected.value = path;
        }}
      />
      <div
        role="tabpanel"
        id={PANEL}
        aria-labelledby={`${PANEL}-tab-${file.path}`}
        class={outdated ? 'outdated' : ''}
      >
        <div class="bar tools">
          <span class="dim">{file.text.split('\n').length - 1} lines</span>
          <span class="buttons">
            <CopyButton text={file.text} what={file.path} disabled={outdated} />
            <button type="button" disabled={outdated} onClick={() => download(file.path, file.text)}>
              Download<span class="visually-hidden"> {file.path}</span>
            </button>
          </span>
        </div>
        <Code path={file.path} text={file.text} />
      </div>
      {hasKey && (
        <p class="notice">
          The zip contains <code>.env</code> with the API key. Each download generates a new key in your
          browser; the page does not store it.{' '}
          <button type="button" disabled={outdated} onClick={() => download(ENV_FILE, newEnvText())}>
            Download only .env
          </button>
        </p>
      )}
    </section>
  );
}
