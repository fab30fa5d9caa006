import fc from 'fast-check';

/*
 * How many inputs a property is tried with: 20 by `npm test`, 200 by `npm run test:all`, PROPERTY_RUNS by whoever sets
 * it. The seed is always the same, so that a change is judged and not luck; `PROPERTY_SEED=random` is for the night.
 */
const runs = Number(process.env['PROPERTY_RUNS'] || 20);
const seed = process.env['PROPERTY_SEED'] || '20261124';

fc.configureGlobal({ numRuns: runs, ...(seed === 'random' ? {} : { seed: Number(seed) }) });

export { fc, runs };

/** Whether there is a night for it: what grows with the square is tried whole. */
export const isThorough = runs >= 1000;

/** Milliseconds that are never too few for one property. */
export const PROPERTY_TIMEOUT = 60_000 + runs * 1000;
