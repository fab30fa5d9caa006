import { useSignal } from '@preact/signals';
import { ENV_FILE } from '../../../facts/fileNames.ts';
import { optionOf } from '../../../options/table.ts';
import { envNeeds } from '../../../render/envText.ts';
import { fieldFindings, invalidKeys } from '../state/fields.ts';
import { files } from '../state/files.ts';
import { hasErrors, stack } from '../state/stack.ts';
import { download, downloadAll, newEnvText } from './archive.ts';
import { Code, wrapsLines } from './code.tsx';
import { FieldsToFix } from './commandBar.tsx';
import { CopyButton } from './copyButton.tsx';
import { Tabs } from './tabs.tsx';

const PANEL = 'file';

/** The first error of the form, to read without leaving the preview. */
function FirstError() {
  const [key] = invalidKeys.value;
  const finding = fieldFindings.value.get(key ?? '')?.find(({ severity }) => severity === 'error');
  if (key === undefined || !finding) return null;
  const { question } = optionOf(key);
  return (
    <p>
      {question.endsWith('?') ? question : `${question}:`} {finding.text}
    </p>
  );
}

/** The generated files, to read, copy and download. */
export function FilesPanel() {
  const selected = useSignal('');
  const shown = files.value;
  const file = shown.find(({ path }) => path === selected.value) ?? shown[0];
  if (!file) return null;
  const outdated = hasErrors.value;
  const needs = envNeeds(stack.value.config);
  return (
    <section class="files" aria-labelledby="files-title" id="files">
      <div class="bar">
        <h2 id="files-title">Files</h2>
        <button type="button" class="primary" disabled={outdated} onClick={() => void downloadAll()}>
          Download all (.zip)
        </button>
      </div>
      {outdated && (
        <div class="notice error" role="alert">
          <p>
            <FieldsToFix />
          </p>
          <FirstError />
        </div>
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
            <button
              type="button"
              aria-pressed={wrapsLines.value}
              onClick={() => {
                wrapsLines.value = !wrapsLines.value;
              }}
            >
              Wrap lines
            </button>
            <CopyButton text={file.text} what={file.path} disabled={outdated} />
            <button type="button" disabled={outdated} onClick={() => download(file.path, file.text)}>
              Download<span class="visually-hidden"> {file.path}</span>
            </button>
          </span>
        </div>
        <Code path={file.path} text={file.text} />
      </div>
      {needs && (
        <p class="notice">
          {needs.apiKey ? (
            <>
              The zip contains <code>.env</code> with the API key. Each download generates a new key in your
              browser; the page does not store it.{' '}
            </>
          ) : (
            <>
              The zip contains <code>.env</code>.{' '}
            </>
          )}
          {needs.credentials.length > 0 && <>Set {needs.credentials.join(' and ')} in it. </>}
          <button type="button" disabled={outdated} onClick={() => download(ENV_FILE, newEnvText(needs))}>
            Download only .env
          </button>
        </p>
      )}
    </section>
  );
}
