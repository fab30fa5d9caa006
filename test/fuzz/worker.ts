import { parentPort, workerData } from 'node:worker_threads';
import { inProcess } from '../support/inProcess.ts';
import { type Case, findFault, type RunCommand } from './findFault.ts';
import { PLANTED, type Planted } from './plantedFaults.ts';

/** A message from the worker. */
export type WorkerMessage = { readonly begun: string } | { readonly fault: string | undefined };

const { planted } = workerData as { readonly planted?: Planted };
const run: RunCommand = planted === undefined ? inProcess : PLANTED[planted](inProcess);
const send = (message: WorkerMessage) => parentPort?.postMessage(message);

parentPort?.on('message', async (one: Case) => {
  send({ fault: await findFault(one, run, (begun) => send({ begun })) });
});
