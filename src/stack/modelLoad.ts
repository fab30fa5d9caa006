/** Seconds: the fastest load that was measured. */
export const LOAD_FASTEST = 17;

/** Seconds: the slowest load that was measured on a fast machine took 40. */
export const LOAD_HOPELESS = 60;

/** Seconds that Weaviate's own module test allows (weaviate/weaviate test/docker/bind.go). */
export const LOAD_SLOW = 240;

/** Seconds that bindstack's files allow. */
export const LOAD_BUDGET = 600;
