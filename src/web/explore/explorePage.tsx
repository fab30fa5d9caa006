import { useSignal, useSignalEffect } from '@preact/signals';
import { CopyButton } from '../page/files/copyButton.tsx';
import { Busy } from './busy.tsx';
import { QueryCode } from './queryCode.tsx';
import { Results } from './results.tsx';
import { SearchForm } from './searchForm.tsx';
import type { Problem } from './server.ts';
import {
  answer,
  busySince,
  cancel,
  found,
  loadState,
  problem,
  query,
  search,
  searchWithFile,
  state,
  stateProblem,
  wasCancelled,
} from './state.ts';
import { Viewer } from './viewer.tsx';

/** The whole page, onto which a file can be dropped anywhere. */
export function ExplorePage() {
  const dragged = useSignal(false);
  useSignalEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dragged.value = event.type !== 'drop' && event.type !== 'dragleave';
      if (event.type === 'drop') searchWithFile(event.dataTransfer.files[0]);
    };
    const onPaste = (event: ClipboardEvent) => {
      const [pasted] = event.clipboardData?.files ?? [];
      if (!pasted) return;
      event.preventDefault();
      searchWithFile(pasted);
    };
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key === 'Escape' && busySince.value !== undefined) cancel();
      else if (event.key === '/' && !isTyping && !document.querySelector('dialog[open]')) {
        event.preventDefault();
        document.getElementById('query')?.focus();
      }
    };
    const drags = ['dragover', 'dragleave', 'drop'] as const;
    for (const type of drags) document.addEventListener(type, onDrag);
    document.addEventListener('paste', onPaste);
    document.addEventListener('keydown', onKey);
    return () => {
      for (const type of drags) document.removeEventListener(type, onDrag);
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('keydown', onKey);
    };
  });
  return (
    <div class={dragged.value ? 'explore dragged' : 'explore'}>
      <header>
        <h1>bindstack explore</h1>
        <Summary />
      </header>
      <main>
        <SearchForm />
        {state.value?.stub && (
          <p class="notice stub">
            The vectors come from the stub, a small fake of the ImageBind server: they have no meaning, so
            what is found here is not really similar.
          </p>
        )}
        <Status />
        <Results />
        <QueryCode />
        <Viewer />
      </main>
    </div>
  );
}

/** What is searched, in one line. */
function Summary() {
  if (state.value === undefined) return <p>Your pictures, recordings and notes, found by what is in them.</p>;
  const { collection, weaviate, total } = state.value;
  const folders = total === 1 ? '1 object' : `${total.toLocaleString('en-US')} objects`;
  const isLocal = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/.test(weaviate);
  return (
    <p>
      {folders} in <code>{collection}</code> of <code>{weaviate}</code>.
      {isLocal && ' Nothing leaves this machine.'}
    </p>
  );
}

/** Repeats the search, and asks for what is not known yet. */
function searchAgain(): void {
  if (stateProblem.value) void loadState();
  void search();
}

function Status() {
  const count = found.value.length;
  const isEmpty = state.value !== undefined && state.value.total === 0;
  return (
    <>
      {/* A search that failed most likely failed for the same reason. */}
      {stateProblem.value && !problem.value && <Trouble problem={stateProblem.value} retry={loadState} />}
      {isEmpty && <NothingImported command={state.value?.importCommand ?? ''} />}
      {busySince.value !== undefined && <Busy since={busySince.value} />}
      {problem.value && <Trouble problem={problem.value} retry={query.value && searchAgain} />}
      <p role="status" class="summary">
        {busySince.value === undefined &&
          (wasCancelled.value
            ? 'Cancelled.'
            : answer.value &&
              (count === 0 ? 'Nothing found.' : `${count} ${count === 1 ? 'file' : 'files'}`))}
      </p>
    </>
  );
}

function Trouble({ problem, retry }: { problem: Problem; retry: (() => Promise<void>) | undefined }) {
  return (
    <div class="notice error trouble" role="alert">
      <p>
        <strong>{sentence(problem.message)}</strong> {problem.suggestion && sentence(problem.suggestion)}
      </p>
      {retry && (
        <button type="button" onClick={() => void retry()}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Messages and suggestions of the command line are clauses, or a command. */
function sentence(clause: string): string {
  const capital = clause.replace(/^(?!bindstack )[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
  return /[.!?:]$/.test(capital) || capital.includes('\n') ? capital : `${capital}.`;
}

function NothingImported({ command }: { command: string }) {
  return (
    <section class="empty" aria-label="Nothing imported yet">
      <h2>Nothing is imported yet</h2>
      <p>Put a folder of your pictures, recordings and notes into the collection, then reload this page:</p>
      <div class="command">
        <pre>
          <code>{command}</code>
        </pre>
        <CopyButton text={command} what="the command" />
      </div>
    </section>
  );
}
