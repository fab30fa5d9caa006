import { SUPPORTED_KINDS } from '../../../add/addRequest.ts';
import { decodeText, fileSizeProblem, type ReadText } from '../../../formats/decodeText.ts';
import { KINDS, type Kind } from '../../../lint/rule.ts';
import { download } from '../files/archive.ts';
import { CopyButton } from '../files/copyButton.tsx';
import {
  addImageBind,
  candidates,
  canFix,
  chosenKind,
  fileName,
  fileText,
  fixAll,
  isExample,
  lintResult,
  message,
  previousTexts,
  setFile,
  showExample,
  undo,
} from './checkedFile.ts';
import { EDITOR, Editor } from './editor.tsx';
import { Findings } from './findings.tsx';

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  compose: 'Compose file',
  values: 'Helm values',
  config: 'bindstack.yaml',
  collection: 'collection definition',
};

async function openFile(file: File | undefined): Promise<void> {
  if (!file) return;
  const read = await readFile(file);
  if ('text' in read) setFile(read.text, file.name);
  else message.value = `${file.name} cannot be used: ${read.problem}.`;
}

async function readFile(file: File): Promise<ReadText> {
  const problem = fileSizeProblem(file.size);
  if (problem !== undefined) return { problem };
  try {
    return decodeText(new Uint8Array(await file.arrayBuffer()));
  } catch {
    // A folder, or a file that was removed or that the user may not read.
    return { problem: 'it is a folder, or the browser cannot read it' };
  }
}

/** Checks a file of the user, fixes it, and adds ImageBind to it. */
export function CheckPage() {
  return (
    <section
      class="columns check"
      aria-label="Check your own"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void openFile(event.dataTransfer?.files[0]);
      }}
    >
      <div class="left">
        <label class="question" for={EDITOR}>
          Your file
        </label>
        <p class="help" id="file-help">
          Paste or drop a Compose file, Helm values, a collection definition or bindstack.yaml. The text never
          leaves this tab, and survives a reload.
        </p>
        <div class="bar inputs">
          <label>
            <span>Open</span>
            <input
              type="file"
              accept=".yml,.yaml,.json"
              onChange={({ currentTarget }) => void openFile(currentTarget.files?.[0])}
            />
          </label>
          <label>
            <span>Kind</span>
            <select
              value={chosenKind.value ?? ''}
              onChange={({ currentTarget }) => {
                chosenKind.value = KINDS.find((one) => one === currentTarget.value);
              }}
            >
              <option value="">
                detected{lintResult.value.kind ? `: ${KIND_NAMES[lintResult.value.kind]}` : ''}
              </option>
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {KIND_NAMES[one]}
                </option>
              ))}
            </select>
          </label>
          <ExampleButton />
        </div>
        {isExample.value && (
          <p class="notice">This is an example with mistakes. Try the fixes, or replace it with your file.</p>
        )}
        <Editor />
      </div>
      <div class="right">
        <h2>Findings</h2>
        <Actions />
        <p role="status" class="message">
          {message.value}
        </p>
        <Candidates />
        <Findings />
      </div>
    </section>
  );
}

function ExampleButton() {
  return fileText.value.trim() === '' ? (
    <button type="button" onClick={showExample}>
      Show the example
    </button>
  ) : (
    <button type="button" onClick={() => setFile('')}>
      Clear
    </button>
  );
}

function Actions() {
  const isEmpty = fileText.value.trim() === '';
  const canAdd = SUPPORTED_KINDS.has(lintResult.value.kind);
  return (
    <div class="buttons">
      <button type="button" class="primary" disabled={!canFix.value} onClick={fixAll}>
        Apply all fixes
      </button>
      <button type="button" disabled={!canAdd} onClick={() => void addImageBind()}>
        Add ImageBind
      </button>
      <button type="button" disabled={previousTexts.value.length === 0} onClick={undo}>
        Undo
      </button>
      <CopyButton text={fileText.value} what="your file" disabled={isEmpty} />
      <button
        type="button"
        disabled={isEmpty}
        onClick={() => download(fileName.value || 'file.yaml', fileText.value)}
      >
        Download<span class="visually-hidden"> your file</span>
      </button>
    </div>
  );
}

/** Lets the user choose one of several services that run Weaviate. */
function Candidates() {
  if (candidates.value.length === 0) return null;
  return (
    <div class="buttons">
      {candidates.value.map((service) => (
        <button type="button" key={service} onClick={() => void addImageBind([service])}>
          {service}
        </button>
      ))}
      <button type="button" onClick={() => void addImageBind(candidates.value)}>
        all of them
      </button>
    </div>
  );
}
