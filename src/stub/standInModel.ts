/**
 * What the stand-in calls itself in `GET /meta`. Weaviate passes it on in `GET /v1/meta`, so whoever shows
 * results can tell that they did not come from ImageBind (the real server says `ImageBindModel`).
 */
export const STAND_IN_MODEL = 'bindstack-stand-in (not ImageBind)';

/** Whether a model name, as found in the inference server's or Weaviate's metadata, is the stand-in's. */
export function isStandIn(model: unknown): boolean {
  return model === STAND_IN_MODEL;
}
