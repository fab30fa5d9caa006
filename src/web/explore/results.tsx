import { useSignal } from '@preact/signals';
import type { ExploreHit } from '../exploreProtocol.ts';
import { kindName, placeOf, spanText } from './hitText.ts';
import { KindIcon } from './kindIcon.tsx';
import { thumbnailAddress } from './server.ts';
import { busySince, type Found, found, hasMore, query, searchFor, showMore, shown } from './state.ts';

/** What was found, nearest first. */
export function Results() {
  if (found.value.length === 0) return null;
  return (
    <section class={busySince.value === undefined ? 'results' : 'results outdated'} aria-label="Results">
      <ol class="cards">
        {found.value.map((one, index) => (
          <Card key={one.hit.id} found={one} index={index} />
        ))}
      </ol>
      {hasMore.value && (
        <p>
          <button type="button" onClick={showMore}>
            Show more
          </button>
        </p>
      )}
    </section>
  );
}

function Card({ found: { hit, others }, index }: { found: Found; index: number }) {
  const { name, folder } = placeOf(hit.path);
  const isQuery = query.value !== undefined && 'near' in query.value && query.value.near === hit.id;
  return (
    <li class="card" data-kind={hit.kind ?? ''}>
      <button
        type="button"
        class="open"
        onClick={() => {
          shown.value = index;
        }}
      >
        <Picture hit={hit} />
        <span class="name">
          <bdi dir="ltr">{name}</bdi>
        </span>
        <span class="folder dim">
          <bdi dir="ltr">{folder}</bdi>
        </span>
      </button>
      <p class="about dim">
        {kindName(hit.kind)}
        {spanText(hit) !== '' && <span> · {spanText(hit)}</span>}
        {others.length > 0 && <span> and {others.length} more</span>}
        {hit.distance !== null && (
          <span title="distance">
            {' '}
            · <span class="visually-hidden">distance </span>
            {hit.distance.toFixed(3)}
          </span>
        )}
      </p>
      {!isQuery && <MoreLikeThis hit={hit} name={name} />}
    </li>
  );
}

export function MoreLikeThis({ hit, name }: { hit: ExploreHit; name: string }) {
  return (
    <button
      type="button"
      class="link"
      onClick={() => {
        searchFor({ near: hit.id });
        scrollTo(0, 0);
      }}
    >
      More like this<span class="visually-hidden">: {name}</span>
    </button>
  );
}

/** The thumbnail, the words of a text, or a drawing of the kind. */
export function Picture({ hit }: { hit: ExploreHit }) {
  const failed = useSignal(false);
  if (hit.text !== undefined && hit.text.trim() !== '') {
    return (
      <span class="picture words" dir="auto">
        <span>{hit.text}</span>
      </span>
    );
  }
  return (
    <span class="picture">
      {hit.thumbnail && !failed.value ? (
        <img
          src={thumbnailAddress(hit.id)}
          alt=""
          loading="lazy"
          onError={() => {
            failed.value = true;
          }}
        />
      ) : (
        <KindIcon kind={hit.kind} />
      )}
    </span>
  );
}
