import fc from 'fast-check';

/*
 * Inputs per property: 10 for `npm test`, 200 for `npm run test:all`, or PROPERTY_RUNS. The seed is fixed, so a failure
 * comes from the change and not from chance; the nightly run uses `PROPERTY_SEED=random`.
 */
const runs = Number(process.env['PROPERTY_RUNS'] || 10);
const seed = process.env['PROPERTY_SEED'] || '20261124';

fc.configureGlobal({ numRuns: runs, ...(seed === 'random' ? {} : { seed: Number(seed) }) });

export { fc, runs };

/** Whether there is time to run checks whose cost grows quadratically in full. */
export const isThorough = runs >= 1000;

/** Milliseconds that are always enough for one property. */
export const PROPERTY_TIMEOUT = 60_000 + runs * 1000;
