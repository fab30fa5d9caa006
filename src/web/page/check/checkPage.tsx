import { SUPPORTED_KINDS } from '../../../add/addRequest.ts';
import { decodeText, type ReadText, sizeProblem } from '../../../formats/decodeText.ts';
import { KINDS, type Kind } from '../../../lint/rule.ts';
import { CopyButton } from '../files/copyButton.tsx';
import { download } from '../files/download.ts';
import { EDITOR, Editor } from './editor.tsx';
import { Findings } from './findings.tsx';
import {
  addImageBind,
  candidates,
  canFix,
  fixAll,
  kind,
  name,
  past,
  replace,
  result,
  said,
  text,
  undo,
} from './own.ts';

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  compose: 'Compose file',
  values: 'values of the Helm chart',
  config: 'bindstack.yaml',
  collection: 'collection definition',
};

async function take(file: File | undefined): Promise<void> {
  if (!file) return;
  const read = await readFile(file);
  if ('text' in read) replace(read.text, file.name);
  else said.value = `${file.name} cannot be used: ${read.problem}.`;
}

async function readFile(file: File): Promise<ReadText> {
  const problem = sizeProblem(file.size);
  if (problem !== undefined) return { problem };
  try {
    return decodeText(new Uint8Array(await file.arrayBuffer()));
  } catch {
    // A folder, or a file that was removed meanwhile or may not be read.
    return { problem: 'it is a folder, or the browser cannot read it' };
  }
}

/** A file of the user's own: what is wrong with it, and what mends it. */
export function CheckPage() {
  return (
    <section
      class="columns check"
      aria-label="Check your own"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer?.files[0]);
      }}
    >
      <div class="left">
        <label class="question" for={EDITOR}>
          Your file
        </label>
        <p class="help" id="own-help">
          Paste or drop a Compose file, values of the Helm chart, a collection definition or a bindstack.yaml.
          It stays in this page.
        </p>
        <div class="bar inputs">
          <label>
            <span>Open</span>
            <input
              type="file"
              accept=".yml,.yaml,.json"
              onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
            />
          </label>
          <label>
            <span>Kind</span>
            <select
              value={kind.value ?? ''}
              onChange={({ currentTarget }) => {
                kind.value = KINDS.find((one) => one === currentTarget.value);
              }}
            >
              <option value="">
                as it looks{result.value.kind ? `: ${KIND_NAMES[result.value.kind]}` : ''}
              </option>
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {KIND_NAMES[one]}
                </option>
              ))}
            </select>
          </label>
        </div>
        <Editor />
      </div>
      <div class="right">
        <h2>Findings</h2>
        <Actions />
        <p role="status" class="said-last">
          {said.value}
        </p>
        <Candidates />
        <Findings />
      </div>
    </section>
  );
}

function Actions() {
  const isEmpty = text.value.trim() === '';
  const canAdd = SUPPORTED_KINDS.has(result.value.kind);
  return (
    <div class="buttons">
      <button type="button" class="primary" disabled={!canFix.value} onClick={fixAll}>
        Mend all that is certain
      </button>
      <button type="button" disabled={!canAdd} onClick={() => void addImageBind()}>
        Add ImageBind
      </button>
      <button type="button" disabled={past.value.length === 0} onClick={undo}>
        Undo
      </button>
      <CopyButton text={text.value} what="your file" disabled={isEmpty} />
      <button
        type="button"
        disabled={isEmpty}
        onClick={() => download(name.value || 'file.yaml', text.value)}
      >
        Download<span class="unseen"> your file</span>
      </button>
    </div>
  );
}

/** Which of several instances of Weaviate is meant. */
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
