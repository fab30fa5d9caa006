import { sleep } from '../../clock.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { parseMeta } from '../../targets/shared/layers.ts';
import { REST_TIMEOUT } from '../budgets.ts';
import type { SmokeState } from '../checks/check.ts';
import { rest } from '../rest.ts';

/** Milliseconds: the real server loads its model in 35 to 51 s on two cores, and a restart may wait before. */
export const COMES_BACK_WITHIN = 180_000;

const PAUSE = 1000;

/** Whether the inference server answers again: Weaviate asks it for its model when it is asked for its own facts. */
export async function modelIsBack(state: SmokeState, within = COMES_BACK_WITHIN): Promise<boolean> {
  const { target, signal, onWaiting } = state;
  const end = Date.now() + within;
  for (;;) {
    signal.throwIfAborted();
    const answer = await rest(target, 'GET', '/v1/meta', undefined, REST_TIMEOUT, signal).catch(
      () => undefined,
    );
    const model = parseMeta(answer)?.modules[BIND_MODULE]?.['model'];
    if (typeof model === 'string') return true;
    if (Date.now() >= end) return false;
    onWaiting('the inference server, which has ended and may be started again');
    await sleep(PAUSE, signal);
  }
}
