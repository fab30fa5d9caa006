import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ExploreHit } from '../exploreProtocol.ts';
import { CopyButton } from '../page/files/copyButton.tsx';
import { kindName, momentText, placeOf, sizeText, spanText } from './hitText.ts';
import { MoreLikeThis, Picture } from './results.tsx';
import { mediaAddress } from './server.ts';
import { type Found, found, shown } from './state.ts';

/** One file, large: played from the moment that was found. The arrow keys go to the next one. */
export function Viewer() {
  const dialog = useRef<HTMLDialogElement>(null);
  const index = shown.value;
  const one = index === undefined ? undefined : found.value[index];
  useEffect(() => {
    if (one && !dialog.current?.open) dialog.current?.showModal();
    else if (!one) dialog.current?.close();
    // A button that is disabled at the end of the list, or removed, keeps no focus, and the keys would have no effect.
    if (one && (!document.activeElement || !dialog.current?.contains(document.activeElement)))
      dialog.current?.focus();
  }, [one]);
  const go = (step: number) => {
    const next = (index ?? 0) + step;
    if (next >= 0 && next < found.value.length) shown.value = next;
  };
  return (
    <dialog
      ref={dialog}
      class="viewer"
      tabIndex={-1}
      aria-label="Found file"
      onClose={() => {
        shown.value = undefined;
      }}
      onClick={({ target, currentTarget }) => {
        // Beside the contents: on the backdrop.
        if (target === currentTarget) currentTarget.close();
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        // The keys of a player move in the recording.
        if (step === undefined || event.target instanceof HTMLMediaElement) return;
        event.preventDefault();
        go(step);
      }}
    >
      {one && <Contents found={one} index={index ?? 0} go={go} />}
    </dialog>
  );
}

interface ContentsProps {
  readonly found: Found;
  readonly index: number;
  readonly go: (step: number) => void;
}

function Contents({ found: { hit, others }, index, go }: ContentsProps) {
  const { name } = placeOf(hit.path);
  const player = useRef<HTMLMediaElement>(null);
  const passages = others
    .filter(({ text }) => text !== undefined)
    .sort((a, b) => (a.part ?? 0) - (b.part ?? 0));
  const moments = [hit, ...others].filter(({ start }) => start !== undefined);
  return (
    <div class="contents">
      <div class="bar">
        <h2>
          <bdi dir="ltr">{name}</bdi>
        </h2>
        <div class="buttons">
          <button type="button" disabled={index === 0} onClick={() => go(-1)}>
            Previous
          </button>
          <button type="button" disabled={index === found.value.length - 1} onClick={() => go(1)}>
            Next
          </button>
          <form method="dialog">
            <button type="submit" class="primary">
              Close
            </button>
          </form>
        </div>
      </div>
      <Medium key={hit.id} hit={hit} player={player} />
      {moments.length > 1 && (
        <fieldset class="buttons">
          <legend class="visually-hidden">Found at</legend>
          {moments.map((moment) => (
            <button
              type="button"
              key={moment.id}
              onClick={() => {
                if (!player.current) return;
                player.current.currentTime = moment.start ?? 0;
                void player.current.play();
              }}
            >
              {momentText(moment.start ?? 0)}
              <span class="dim"> {moment.distance?.toFixed(3)}</span>
            </button>
          ))}
        </fieldset>
      )}
      {passages.length > 0 && <h3>Also found in this file</h3>}
      {passages.map(({ id, text }) => (
        <p class="passage" dir="auto" key={id}>
          {text}
        </p>
      ))}
      <Details hit={hit} />
      <div class="buttons">
        <MoreLikeThis hit={hit} name={name} />
        {hit.file && (
          <a href={mediaAddress(hit.path)} target="_blank" rel="noreferrer">
            Open the file
          </a>
        )}
        <CopyButton text={hit.path} what="the path" label="Copy the path" />
      </div>
    </div>
  );
}

function Medium({ hit, player }: { hit: ExploreHit; player: { current: HTMLMediaElement | null } }) {
  const failed = useSignal(false);
  const fail = () => {
    failed.value = true;
  };
  if (hit.kind === 'text' || hit.kind === 'imu' || !hit.file || failed.value) {
    return (
      <>
        {hit.text === undefined ? (
          <Picture hit={hit} />
        ) : (
          <p class="passage" dir="auto">
            {hit.text}
          </p>
        )}
        {failed.value && <p class="dim">This browser cannot show the file itself.</p>}
        {!hit.file && (
          <p class="dim">The file itself is not shown: its folder was not imported on this machine.</p>
        )}
      </>
    );
  }
  const { start = 0 } = hit;
  const address = `${mediaAddress(hit.path)}${start > 0 ? `#t=${start}` : ''}`;
  const toMoment = () => {
    // Not every browser follows #t= in each format.
    if (player.current && player.current.currentTime < start) player.current.currentTime = start;
  };
  if (hit.kind === 'audio' || hit.kind === 'video') {
    const Player = hit.kind;
    return (
      <Player
        ref={player as never}
        class="medium"
        src={address}
        controls
        preload="metadata"
        aria-label={placeOf(hit.path).name}
        onLoadedMetadata={toMoment}
        onError={fail}
      />
    );
  }
  return <img class="medium" src={address} alt={placeOf(hit.path).name} onError={fail} />;
}

/** What is known about the file. */
function Details({ hit }: { hit: ExploreHit }) {
  const { path, kind, distance, duration, taken, camera, size, position } = hit;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Path', path],
    ['Kind', kindName(kind)],
    ['Found at', spanText(hit) || undefined],
    ['Distance', distance === null ? undefined : distance.toFixed(4)],
    ['Duration', duration === undefined ? undefined : momentText(duration)],
    ['Taken', taken === undefined ? undefined : new Date(taken).toLocaleString()],
    ['Camera', camera],
    ['Size', size === undefined ? undefined : sizeText(size)],
    ['Position', position && `${position.latitude.toFixed(5)}, ${position.longitude.toFixed(5)}`],
  ];
  return (
    <dl class="details">
      {rows
        .filter(([, value]) => value !== undefined)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <bdi dir="ltr">{value}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
}
