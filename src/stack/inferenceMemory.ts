const MIB = 1024 ** 2;

/** Bytes below which the model is killed while loading: measured, 9216 MiB is too little and 9728 MiB enough. */
export const INFERENCE_MEMORY_LEAST = 9728 * MIB;

/** Bytes that leave some room. */
export const INFERENCE_MEMORY_ENOUGH = 10_240 * MIB;
