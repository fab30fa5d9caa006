import { parentPort, workerData } from 'node:worker_threads';
import { inProcess } from '../support/inProcess.ts';
import { type Case, findFault, type RunCommand } from './findFault.ts';
import { PLANTED, type Planted } from './plantedFaults.ts';

/** What a worker says. */
export type Said = { readonly begun: string } | { readonly fault: string | undefined };

const { planted } = workerData as { readonly planted?: Planted };
const run: RunCommand = planted === undefined ? inProcess : PLANTED[planted](inProcess);
const say = (message: Said) => parentPort?.postMessage(message);

parentPort?.on('message', async (one: Case) => {
  say({ fault: await findFault(one, run, (begun) => say({ begun })) });
});
