import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { kindNames, placeOf, presentKinds, sizeText } from './hitText.ts';
import { thumbnailAddress } from './server.ts';
import {
  answer,
  file,
  hybrid,
  kinds,
  query,
  search,
  searchFor,
  searchWithFile,
  state,
  toggleKind,
} from './state.ts';

/** The query: words or a file, and the kinds to find. */
export function SearchForm() {
  const typed = useSignal('');
  useSignalEffect(() => {
    // Also from the address. A query with a file leaves the field empty.
    typed.value = query.value && 'text' in query.value ? query.value.text : '';
  });
  return (
    <form
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        const text = typed.value.trim();
        if (text !== '') searchFor({ text });
      }}
    >
      <div class="field-row">
        <label class="visually-hidden" for="query">
          What to look for
        </label>
        <input
          type="search"
          id="query"
          dir="auto"
          autocomplete="off"
          maxLength={2000}
          placeholder="A dog that runs on a beach"
          value={typed.value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        <button type="submit" class="primary">
          Search
        </button>
      </div>
      <div class="drop">
        <QueryChip />
        <label class="button">
          Choose a file
          <input
            type="file"
            class="visually-hidden"
            onChange={({ currentTarget }) => {
              searchWithFile(currentTarget.files?.[0]);
              // The same file can be chosen again.
              currentTarget.value = '';
            }}
          />
        </label>
        <span class="dim">
          or drop it here: a picture, sound, video, thermal image, depth map, IMU recording or text
        </span>
      </div>
      <Filters />
    </form>
  );
}

/** What is sought, if it is not in the field: a file, or something similar to an object. */
function QueryChip() {
  const sought = query.value;
  if (sought === undefined || 'text' in sought) return null;
  const clear = (
    <button type="button" class="clear" onClick={() => searchFor(undefined)}>
      <span aria-hidden="true">×</span>
      <span class="visually-hidden">Remove the query</span>
    </button>
  );
  if ('near' in sought) {
    const path = answer.value?.near;
    return (
      <p class="chip">
        <img
          src={thumbnailAddress(sought.near)}
          alt=""
          onError={({ currentTarget }) => currentTarget.remove()}
        />
        <span>Like {path === undefined ? 'this' : <bdi dir="ltr">{placeOf(path).name}</bdi>}</span>
        {clear}
      </p>
    );
  }
  return (
    <p class="chip">
      {file.value && <Preview file={file.value} />}
      <span>
        Like <bdi dir="ltr">{'file' in sought ? sought.file : (state.value?.given ?? 'your file')}</bdi>
        {file.value && <span class="dim"> {sizeText(file.value.size)}</span>}
      </span>
      {clear}
    </p>
  );
}

/** The dropped picture, which stays in the browser for this. */
function Preview({ file: dropped }: { file: File }) {
  const address = useSignal('');
  useEffect(() => {
    if (!/^image\/(?:jpeg|png|gif|webp|avif|bmp)$/.test(dropped.type)) return undefined;
    const url = URL.createObjectURL(dropped);
    address.value = url;
    return () => {
      URL.revokeObjectURL(url);
      address.value = '';
    };
  }, [dropped]);
  return address.value === '' ? null : <img src={address.value} alt="" />;
}

function Filters() {
  const counts = state.value?.counts ?? {};
  const present = presentKinds(counts);
  const isText = query.value === undefined || 'text' in query.value;
  if (present.length === 0) return null;
  return (
    <div class="filters">
      <fieldset class="kinds">
        <legend class="visually-hidden">Kinds to find</legend>
        {present.map((kind) => (
          <button
            type="button"
            key={kind}
            aria-pressed={kinds.value.includes(kind)}
            onClick={() => toggleKind(kind)}
          >
            {kindNames(kind)} <span class="dim">{counts[kind]?.toLocaleString('en-US')}</span>
          </button>
        ))}
      </fieldset>
      {isText && (
        <label class="choice">
          <input
            type="checkbox"
            checked={hybrid.value}
            onChange={({ currentTarget }) => {
              hybrid.value = currentTarget.checked;
              void search();
            }}
          />
          <span>also match words in names and texts</span>
        </label>
      )}
    </div>
  );
}
