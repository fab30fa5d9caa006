/**
 * The newest known release of each minor series of Weaviate, oldest first, from the first one that has the module
 * multi2vec-bind: the ladder of an upgrade when no registry can be asked. Supported series: docs.weaviate.io release
 * notes and Homebrew's formula, read in November 2026; 1.37: the Go module proxy; older ones: the tags of
 * weaviate/weaviate in August 2026, when they had not been maintained for months.
 */
export const NEWEST_WEAVIATE_RELEASES = [
  '1.21.9',
  '1.22.13',
  '1.23.16',
  '1.24.26',
  '1.25.34',
  '1.26.18',
  '1.27.27',
  '1.28.16',
  '1.29.11',
  '1.30.23',
  '1.31.22',
  '1.32.27',
  '1.33.18',
  '1.34.20',
  '1.35.23',
  '1.36.23',
  '1.37.17',
  '1.38.24',
  '1.39.15',
  '1.40.5',
] as const;
