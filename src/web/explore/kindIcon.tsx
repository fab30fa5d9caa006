import type { Modality } from '../../facts/modalities.ts';

/** Strokes in a square of 24. */
const STROKES: Readonly<Record<Modality, string>> = {
  text: 'M5 6h14M5 10h14M5 14h14M5 18h8',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4',
  audio: 'M4 10v4M8 6v12M12 3v18M16 7v10M20 10v4',
  video: 'M4 5h16v14H4zM10 9l5 3-5 3z',
  thermal: 'M10 4a2 2 0 0 1 4 0v9a4 4 0 1 1-4 0zM12 10v6',
  imu: 'M12 13V4M12 13l8 5M12 13l-8 5M9.500 6 12 3.500 14.500 6',
  depth: 'M3 8l9-4 9 4-9 4zM3 12l9 4 9-4M3 16l9 4 9-4',
};

/** A drawing for a kind without a picture. Its name is always beside it. */
export function KindIcon({ kind }: { kind: Modality | null }) {
  return (
    <svg class="kind-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={STROKES[kind ?? 'depth']} />
    </svg>
  );
}
